package io.sparkpipeline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.kube.ApiRequest;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.deploy.Roles;
import io.sparkpipeline.local.deploy.SubmittedApplication;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The application of {@code deploy/} on Kubernetes as far as one machine has it: an API that forbids what the driver's role
 * does not allow, a kubelet for executors, and the driver under its supervisor, which stands for the operator.
 */
final class SparkCluster {

    static final int EXECUTORS = 2;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String NAMESPACE = "spark-pipeline";
    private static final String ACCOUNT = "spark-driver";

    private final ApiServer api;
    private final Kubelet kubelet;
    private final DriverPod pod;
    private final DriverSupervisor driver;

    private SparkCluster(ApiServer api, Kubelet kubelet, DriverPod pod, DriverSupervisor driver) {
        this.api = api;
        this.kubelet = kubelet;
        this.pod = pod;
        this.driver = driver;
    }

    /**
     * Starts all of it.
     *
     * @param properties of Spark that differ from those in the manifests
     * @param settings variables of the driver that differ from those in the manifests
     */
    static SparkCluster start(
            CloseStack closing, Path folder, Map<String, String> properties, Map<String, String> settings)
            throws Exception {
        ApiServer api = closing.open(ApiServer::start);
        api.allowOnly(Roles.permitted(ACCOUNT));
        PodAddresses addresses = new PodAddresses();
        Kubelet kubelet =
                closing.open(() -> new Kubelet(api.admin(), NAMESPACE, folder.resolve("executors"), addresses));
        DriverPod pod = new DriverPod(
                SubmittedApplication.read(), api.admin(), api.url(), folder.resolve("driver"), addresses.next());
        small(pod);
        properties.forEach(pod::set);
        pod.submit();
        DriverSupervisor driver = closing.open(() -> DriverSupervisor.start(pod.jvm(settings), pod, Clocks.system()));
        return new SparkCluster(api, kubelet, pod, driver);
    }

    /** For a machine that has not the cores and the memory of three nodes. */
    private static void small(DriverPod pod) {
        pod.set("spark.executor.instances", Integer.toString(EXECUTORS));
        pod.set("spark.executor.cores", "1");
        pod.set("spark.executor.memory", "512m");
        pod.set(
                "spark.executor.extraJavaOptions",
                "-XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    }

    /** Variables that differ from those in the manifests: another broker, another folder, and less patience. */
    static Map<String, String> settings(Path folder, String bootstrap) {
        return Map.of(
                "KAFKA_BOOTSTRAP",
                bootstrap,
                "CHECKPOINT_PATH",
                checkpoints(folder).toString(),
                "BATCH_INTERVAL",
                "1s",
                "STATE_PARTITIONS",
                "4",
                "SAVEPOINT_INTERVAL",
                "3s",
                "TRIGGER_FILE",
                folder.resolve("trigger").toString(),
                "STOP_TIMEOUT",
                "20s");
    }

    /** The application's folder on the volume that all of its pods see. */
    static Path checkpoints(Path folder) {
        return folder.resolve("volume/streaming-app");
    }

    /** The exit codes of drivers that ended by themselves. */
    List<Integer> exitCodes() {
        return pod.exitCodes();
    }

    DriverSupervisor driver() {
        return driver;
    }

    List<ChildProcess> executors() {
        return kubelet.running();
    }

    /** The executor at random, of those that run, in the order of their names. */
    ChildProcess executor(int number) {
        List<ChildProcess> running = executors().stream()
                .sorted(Comparator.comparing(ChildProcess::name))
                .toList();
        return running.get(number % running.size());
    }

    /** Deletes an executor's pod. */
    void delete(ChildProcess executor) {
        kubelet.delete(executor.name());
    }

    /** Waits until as many executors as wanted have registered with the driver, these not among them. */
    void awaitExecutors(Set<ChildProcess> gone) {
        await(
                "executors",
                () -> executors().stream().filter(each -> !gone.contains(each)).count() == EXECUTORS
                        && metric("spark_app_executors") == EXECUTORS + 1);
    }

    /** Waits until so many executors are counted as lost, and looks two batches later that there are no more. */
    void awaitLost(int executors) {
        await(executors + " lost executors", () -> metric("spark_app_executor_failureCount") == executors);
        awaitBatches(2);
        assertThat(metric("spark_app_executor_failureCount")).isEqualTo(executors);
    }

    /** Waits for a condition while the driver may come and go. */
    void await(String what, BooleanSupplier condition) {
        if (!driver.await(LIMIT, condition)) {
            throw new AssertionError("waited in vain for " + what + "; the driver's log ends with\n"
                    + driver.process().map(each -> each.logTail(40)).orElse("(it is down)"));
        }
    }

    /** Waits until so many more batches are complete. */
    void awaitBatches(int more) {
        double before = metric("spark_streaming_batches_total");
        await("batches", () -> metric("spark_streaming_batches_total") >= before + more);
    }

    /** A figure of the driver's page; NaN while it does not say. */
    double metric(String name) {
        return driver.uiPort()
                .map(SparkCluster::page)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String page(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/metrics"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Whether all of these processes end within the limit. */
    static boolean end(List<ChildProcess> processes) {
        return Pauses.until(LIMIT, POLL, () -> processes.stream().noneMatch(ChildProcess::isAlive));
    }

    /** What the driver asked the API for, allowed or not. */
    Set<KubeAction> used() {
        return api.requests().stream().map(ApiRequest::action).collect(Collectors.toSet());
    }
}
