package io.sparkpipeline.local.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.MockWebServer;
import io.sparkpipeline.common.kube.SparkApplications;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kubernetes API over plain HTTP on a free port of this machine, with claims and volume snapshots over folders. Objects
 * live in memory and end with it; the folders stay.
 */
public final class LocalKubernetes implements AutoCloseable {

    /** The namespace of all that the pipeline has. */
    public static final String NAMESPACE = "spark-pipeline";

    /** The class of snapshots. */
    public static final String SNAPSHOT_CLASS = "csi-snapclass";

    /** The class of volumes. */
    public static final String STORAGE_CLASS = "local-folders";

    /** The CSI driver that serves both. */
    public static final String DRIVER = "folders.sparkpipeline.io";

    private static final Logger LOG = LoggerFactory.getLogger(LocalKubernetes.class);

    /** The server logs every request through java.util.logging; held here, since loggers are weakly referenced. */
    private static final java.util.logging.Logger REQUESTS =
            java.util.logging.Logger.getLogger(MockWebServer.class.getName());

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    private final MockWebServer server;
    private final KubernetesClient client;
    private final VolumeFolders volumes;
    private final SnapshotController snapshots;
    private final ClaimController claims;
    private final Path kubeconfig;

    private LocalKubernetes(MockWebServer server, Path workDir, Clock clock) throws IOException {
        this.server = server;
        this.client = connect(apiUrl());
        this.volumes = new VolumeFolders(workDir);
        this.kubeconfig = writeKubeconfig(workDir.resolve("kubeconfig"), apiUrl());
        client.resource(LocalObjects.namespace(NAMESPACE)).create();
        client.resource(LocalObjects.storageClass(STORAGE_CLASS)).create();
        client.resource(LocalObjects.snapshotClass(SNAPSHOT_CLASS)).create();
        this.snapshots = new SnapshotController(client, volumes, clock);
        this.claims = new ClaimController(client, volumes);
    }

    /**
     * Starts the API and its controllers.
     *
     * @param workDir holds the kubeconfig, the volumes made here and the snapshots
     */
    public static LocalKubernetes start(Path workDir, Clock clock) throws IOException {
        MockWebServer server = new MockWebServer();
        server.setDispatcher(new KubernetesCrudDispatcher());
        server.start(InetAddress.getLoopbackAddress(), 0);
        try {
            LocalKubernetes started = new LocalKubernetes(server, Files.createDirectories(workDir), clock);
            LOG.info("Kubernetes API at {}, kubeconfig {}", started.apiUrl(), started.kubeconfig);
            return started;
        } catch (IOException | RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** For {@code --kube-api}. */
    public String apiUrl() {
        return String.format(Locale.ROOT, "http://127.0.0.1:%d", server.getPort());
    }

    /** For {@code --kubeconfig} and kubectl; its context has the namespace. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** A client with all rights, that lives as long as this. */
    public KubernetesClient client() {
        return client;
    }

    /** Makes a claim that is bound to the given folder, as if a driver had provisioned it. */
    public PersistentVolumeClaim createClaim(String name, Path folder, String storageClass) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        PersistentVolumeClaim claim = client.resource(LocalObjects.bound(
                        LocalObjects.claim(NAMESPACE, name, storageClass), VolumeFolders.volumeName(NAMESPACE, name)))
                .create();
        PersistentVolume volume = LocalObjects.volume(claim, real);
        client.resource(volume).create();
        return claim;
    }

    /** Makes a SparkApplication whose driver and executors use a claim. */
    public void createApplication(String name, String claim) {
        applications()
                .resource(LocalObjects.application(NAMESPACE, name, claim))
                .create();
    }

    /** The claim that a SparkApplication names now. */
    public String claimOf(String application) {
        GenericKubernetesResource found = applications().withName(application).require();
        return found.get("spec", "volumes", 0, "persistentVolumeClaim", "claimName");
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            applications() {
        return client.genericKubernetesResources(SparkApplications.KIND).inNamespace(NAMESPACE);
    }

    /** The folder behind a bound claim. */
    public Path folderOf(String claim) {
        return volumes.folderOf(client, NAMESPACE, claim);
    }

    /** From now on a snapshot takes this long before it is ready, beside the time of its copy. */
    public void snapshotsTake(Duration time) {
        snapshots.takes(time);
    }

    /** The next so many attempts to take a snapshot fail with this message; the controller tries again. */
    public void failSnapshots(int attempts, String message) {
        snapshots.fail(attempts, message);
    }

    private static KubernetesClient connect(String url) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withNamespace(NAMESPACE)
                .withHttp2Disable(true)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Path writeKubeconfig(Path file, String url) throws IOException {
        return Files.writeString(
                file,
                String.join(
                        "\n",
                        "apiVersion: v1",
                        "kind: Config",
                        "clusters:",
                        "- name: local",
                        "  cluster:",
                        "    server: " + url,
                        "users:",
                        "- name: local",
                        "  user: {}",
                        "contexts:",
                        "- name: local",
                        "  context:",
                        "    cluster: local",
                        "    user: local",
                        "    namespace: " + NAMESPACE,
                        "current-context: local",
                        ""));
    }

    @Override
    public void close() {
        claims.close();
        snapshots.close();
        client.close();
        server.shutdown();
    }
}
