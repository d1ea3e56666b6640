package io.sparkpipeline.local.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs executors' pods as processes of this machine, and reports them: running with an address of their own, failed or
 * succeeded with the exit code. A pod that is deleted goes when its process has ended: SIGTERM, and SIGKILL after the grace.
 */
final class Kubelet implements AutoCloseable, ResourceEventHandler<Pod> {

    private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);

    /** Keeps a deleted pod until its process has ended, as the grace period does. */
    private static final String FINALIZER = "sparkpipeline.io/kubelet";

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration POLL = Duration.ofMillis(50);

    private final KubernetesClient client;
    private final String namespace;
    private final Path folder;
    private final PodAddresses addresses;
    private final Map<String, Running> pods = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> informer;
    private volatile boolean closed;

    /** A pod and, once it was started, its process. */
    private static final class Running {
        private final String name;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile @Nullable ChildProcess process;
        private volatile boolean deleted;

        Running(String name) {
            this.name = name;
        }
    }

    Kubelet(KubernetesClient client, String namespace, Path folder, PodAddresses addresses) {
        this.client = client;
        this.namespace = namespace;
        this.folder = folder;
        this.addresses = addresses;
        this.informer = client.pods()
                .inNamespace(namespace)
                .withLabel("spark-role", "executor")
                .inform(this);
    }

    /** The processes that run now. */
    List<ChildProcess> running() {
        return pods.values().stream()
                .map(each -> each.process)
                .filter(Objects::nonNull)
                .filter(ChildProcess::isAlive)
                .toList();
    }

    /** Deletes a pod, as a drain or a user does. */
    void delete(String pod) {
        client.pods().inNamespace(namespace).withName(pod).delete();
    }

    @Override
    public void onAdd(Pod pod) {
        Running added = new Running(pod.getMetadata().getName());
        if (!closed && pods.putIfAbsent(added.name, added) == null) {
            onThread(() -> run(added));
        }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
        Running known = pods.get(after.getMetadata().getName());
        if (known != null && after.isMarkedForDeletion() && !known.deleted) {
            known.deleted = true;
            onThread(() -> end(known));
        }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
        Running known = pods.get(pod.getMetadata().getName());
        ChildProcess process = known == null ? null : known.process;
        if (process != null) {
            process.close();
        }
    }

    private void run(Running running) {
        try {
            Pod pod = edit(
                    running,
                    now -> new PodBuilder(now)
                            .editMetadata()
                            .withFinalizers(FINALIZER)
                            .endMetadata()
                            .build());
            String address = addresses.next();
            ExecutorContainer container = new ExecutorContainer(pod, address, folder.resolve(running.name));
            ChildProcess process = container.jvm(this::configMap).start();
            running.process = process;
            LOG.info("{} runs at {}", process, address);
            if (closed || running.deleted) {
                process.close();
            }
            edit(running, now -> PodStates.running(now, ExecutorContainer.NAME, address));
            process.awaitExit(FOREVER);
            LOG.info("{}", process);
            edit(
                    running,
                    now -> PodStates.ended(
                            now,
                            ExecutorContainer.NAME,
                            address,
                            process.exitCode().orElse(-1)));
        } catch (KubernetesClientException e) {
            LOG.info("{} is gone: {}", running.name, e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("{} can't be run", running.name, e);
        } finally {
            running.over.countDown();
        }
    }

    /** Spark makes it after the pods: until it is there, their containers are not created. */
    private ConfigMap configMap(String name) {
        ConfigMap[] found = new ConfigMap[1];
        Pauses.until(Duration.ofSeconds(20), POLL, () -> {
            found[0] = client.configMaps().inNamespace(namespace).withName(name).get();
            return found[0] != null;
        });
        return Objects.requireNonNull(found[0], () -> "no config map " + name);
    }

    private void end(Running running) {
        ChildProcess process = running.process;
        if (process != null) {
            process.stop(GRACE);
        }
        try {
            running.over.await();
            edit(
                    running,
                    now -> new PodBuilder(now)
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
        } catch (KubernetesClientException e) {
            LOG.info("{} is gone: {}", running.name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Pod edit(Running running, UnaryOperator<Pod> change) {
        return client.pods().inNamespace(namespace).withName(running.name).edit(change);
    }

    private static void onThread(Runnable work) {
        Thread thread = new Thread(work, "kubelet");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        informer.stop();
        running().forEach(ChildProcess::close);
    }
}
