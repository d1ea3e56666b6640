package io.sparkpipeline.local.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkpipeline.local.deploy.SubmittedApplication;
import io.sparkpipeline.local.driver.DriverEvent;
import io.sparkpipeline.local.driver.DriverListener;
import io.sparkpipeline.local.driver.StreamingDriver;
import io.sparkpipeline.local.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The driver's pod as the operator submits it, again after each death: a pod of the same name with another application id.
 * With the pod go the objects that it owns, as Kubernetes' garbage collection lets them.
 */
final class DriverPod implements DriverListener {

    private static final String NAME = "streaming-app-driver";
    private static final String CONTAINER = "spark-kubernetes-driver";
    private static final int HEAP_MEBIBYTES = 512;

    private final SubmittedApplication application;
    private final KubernetesClient client;
    private final String apiUrl;
    private final Path folder;
    private final String address;
    private final Map<String, String> changes = new TreeMap<>();
    private final List<Integer> exitCodes = new CopyOnWriteArrayList<>();

    DriverPod(SubmittedApplication application, KubernetesClient client, String apiUrl, Path folder, String address) {
        this.application = application;
        this.client = client;
        this.apiUrl = apiUrl;
        this.folder = folder;
        this.address = address;
    }

    /** The exit codes of drivers that ended by themselves. */
    List<Integer> exitCodes() {
        return exitCodes;
    }

    /** Another value of a Spark property, from the next submission on. */
    void set(String property, String value) {
        changes.put(property, value);
    }

    /**
     * The process of the container: what Spark's entrypoint.sh does for a driver, which is spark-submit in client mode.
     *
     * @param settings variables that differ from those in the manifests
     */
    ChildJvm jvm(Map<String, String> settings) throws IOException {
        Map<String, String> variables = new HashMap<>(application.environment());
        variables.putAll(settings);
        variables.put("SPARK_LOCAL_HOSTNAME", address);
        variables.put("SPARK_LOCAL_DIRS", folder.resolve("scratch").toString());
        variables.put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
        return new ChildJvm(
                "driver",
                SparkImage.classPath(),
                StreamingDriver.jvm(folder, HEAP_MEBIBYTES, List.of()).jvmOptions(),
                "org.apache.spark.deploy.SparkSubmit",
                List.of(
                        "--conf",
                        "spark.driver.bindAddress=" + address,
                        "--deploy-mode",
                        "client",
                        "--properties-file",
                        propertiesFile().toString(),
                        "--class",
                        application.mainClass(),
                        "local://" + SparkImage.applicationJar()),
                variables,
                folder,
                folder.resolve("driver.log"));
    }

    private Path propertiesFile() {
        return folder.resolve("spark.properties");
    }

    /** Makes the pod and the properties of its run. */
    void submit() {
        String id = "spark-" + UUID.randomUUID().toString().replace("-", "");
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace())
                        .addToLabels("spark-role", "driver")
                        .addToLabels("spark-app-selector", id)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName(CONTAINER)
                        .withImage(application.image())
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        try {
            Files.createDirectories(folder);
            Path template = folder.resolve("executor-template.yaml");
            Files.writeString(template, application.executorTemplate().toString());
            Files.writeString(
                    propertiesFile(),
                    properties(id, template).entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.resource(pod).edit(now -> PodStates.running(now, CONTAINER, address));
    }

    /** What spark-submit adds in cluster mode (BasicDriverFeatureStep, DriverServiceFeatureStep), and this machine's own. */
    private Map<String, String> properties(String id, Path template) {
        Map<String, String> properties = new TreeMap<>(application.properties());
        properties.put("spark.app.name", "streaming-app");
        properties.put("spark.app.id", id);
        properties.put("spark.master", "k8s://" + apiUrl);
        properties.put("spark.kubernetes.driver.master", apiUrl);
        properties.put("spark.kubernetes.submitInDriver", "true");
        properties.put("spark.kubernetes.driver.pod.name", NAME);
        properties.put("spark.kubernetes.executor.podNamePrefix", "streaming-app-" + id.substring(6, 14));
        properties.put("spark.kubernetes.executor.podTemplateFile", template.toString());
        properties.put("spark.driver.host", address);
        properties.putAll(changes);
        return properties;
    }

    @Override
    public void on(DriverEvent event) {
        if (event instanceof DriverEvent.Died died) {
            exitCodes.add(died.exitCode());
        }
        if (event instanceof DriverEvent.Died || event instanceof DriverEvent.Stopped) {
            collect();
            submit();
        }
    }

    private void collect() {
        Pod gone = client.pods().inNamespace(namespace()).withName(NAME).require();
        client.resource(gone).delete();
        String uid = gone.getMetadata().getUid();
        Stream.<HasMetadata>concat(
                        client.pods().inNamespace(namespace()).list().getItems().stream(),
                        client.configMaps().inNamespace(namespace()).list().getItems().stream())
                .filter(each -> each.hasOwnerReferenceFor(uid))
                .forEach(each -> client.resource(each).delete());
    }

    private String namespace() {
        return application.properties().getOrDefault("spark.kubernetes.namespace", "");
    }
}
