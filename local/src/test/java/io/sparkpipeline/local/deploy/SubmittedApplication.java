package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The streaming application of {@code deploy/} as the operator hands it to the driver's pod.
 *
 * @param properties of Spark, those that the operator makes of the fields in 05 among them
 * @param environment of the driver's container: the settings in 04 and its own
 * @param image of driver and executors
 * @param mainClass whose {@code main} the driver runs
 * @param executorTemplate a pod
 */
public record SubmittedApplication(
        Map<String, String> properties,
        Map<String, String> environment,
        String image,
        String mainClass,
        JsonNode executorTemplate) {

    public SubmittedApplication {
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
    }

    /** Reads the manifests. */
    public static SubmittedApplication read() {
        Manifest application = Manifests.one("SparkApplication", "streaming-app");
        JsonNode spec = application.spec();
        Map<String, String> properties = new TreeMap<>();
        put(properties, "", spec.path("sparkConf"));
        properties.put("spark.kubernetes.namespace", namespace(application));
        properties.put("spark.kubernetes.container.image", spec.path("image").asText());
        properties.put(
                "spark.kubernetes.container.image.pullPolicy",
                spec.path("imagePullPolicy").asText());
        roleProperties(properties, "driver", spec.path("driver"));
        roleProperties(properties, "executor", spec.path("executor"));
        properties.put(
                "spark.executor.instances",
                spec.path("executor").path("instances").asText());
        properties.put(
                "spark.kubernetes.executor.deleteOnTermination",
                spec.path("executor").path("deleteOnTermination").asText());
        return new SubmittedApplication(
                properties,
                environment(spec.at("/driver/template/spec/containers/0")),
                spec.path("image").asText(),
                spec.path("mainClass").asText(),
                spec.at("/executor/template"));
    }

    /** As {@code getSparkConf} of the operator's submission does (spark-operator, submission.go). */
    private static void roleProperties(Map<String, String> properties, String role, JsonNode fields) {
        properties.put("spark." + role + ".cores", fields.path("cores").asText());
        properties.put(
                "spark.kubernetes." + role + ".request.cores",
                fields.path("coreRequest").asText());
        properties.put("spark." + role + ".memory", fields.path("memory").asText());
        properties.put(
                "spark." + role + ".memoryOverhead",
                fields.path("memoryOverhead").asText());
        properties.put(
                "spark." + role + ".extraJavaOptions",
                fields.path("javaOptions").asText());
        properties.put(
                "spark.kubernetes.authenticate." + role + ".serviceAccountName",
                fields.path("serviceAccount").asText());
        put(properties, "spark.kubernetes." + role + ".label.", fields.path("labels"));
    }

    private static void put(Map<String, String> properties, String prefix, JsonNode values) {
        values.properties().stream()
                .forEach(each ->
                        properties.put(prefix + each.getKey(), each.getValue().asText()));
    }

    private static Map<String, String> environment(JsonNode container) {
        Map<String, String> variables = new TreeMap<>();
        Manifests.each(container.path("envFrom"))
                .map(source -> source.at("/configMapRef/name").asText())
                .forEach(name -> put(
                        variables,
                        "",
                        Manifests.one("ConfigMap", name).content().path("data")));
        Manifests.each(container.path("env"))
                .forEach(one -> variables.put(
                        one.path("name").asText(), one.path("value").asText()));
        return variables;
    }

    private static String namespace(Manifest manifest) {
        return manifest.content().at("/metadata/namespace").asText();
    }
}
