package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A pod that a manifest makes.
 *
 * @param owner the manifest
 * @param labels of the pod
 * @param spec of the pod
 * @param account its service account
 */
record Pod(Manifest owner, Map<String, String> labels, JsonNode spec, String account) {

    /** What Spark itself adds to the driver's container (org.apache.spark.deploy.k8s.features.BasicDriverFeatureStep). */
    private static final List<String> SPARK_PORTS = List.of("driver-rpc-port", "blockmanager", "spark-ui");

    static List<Pod> all() {
        List<Pod> pods = new ArrayList<>();
        for (Manifest cron : Manifests.ofKind("CronJob")) {
            JsonNode template = cron.spec().path("jobTemplate").path("spec").path("template");
            JsonNode spec = template.path("spec");
            pods.add(new Pod(
                    cron,
                    labels(template.path("metadata")),
                    spec,
                    spec.path("serviceAccountName").asText()));
        }
        for (Manifest application : Manifests.ofKind("SparkApplication")) {
            for (String role : List.of("driver", "executor")) {
                JsonNode part = application.spec().path(role);
                Map<String, String> labels = labels(part);
                labels.putAll(labels(part.path("template").path("metadata")));
                pods.add(new Pod(
                        application,
                        labels,
                        part.path("template").path("spec"),
                        part.path("serviceAccount").asText()));
            }
        }
        return pods;
    }

    Stream<JsonNode> containers() {
        return Stream.of("initContainers", "containers").flatMap(name -> Manifests.each(spec.path(name)));
    }

    boolean isOfSpark() {
        return owner.kind().equals("SparkApplication");
    }

    boolean isDriver() {
        return isOfSpark() && "driver".equals(labels.get("component"));
    }

    /** Whether a label selector takes this pod. */
    boolean selectedBy(JsonNode selector) {
        boolean equal = selector.path("matchLabels").properties().stream()
                .allMatch(label -> label.getValue().asText().equals(labels.get(label.getKey())));
        return equal
                && Manifests.each(selector.path("matchExpressions"))
                        .allMatch(expression -> Manifests.texts(expression.path("values"))
                                .contains(labels.getOrDefault(
                                        expression.path("key").asText(), "")));
    }

    boolean hasPort(JsonNode port) {
        boolean declared = containers()
                .flatMap(container -> Manifests.each(container.path("ports")))
                .anyMatch(one -> one.path("name").equals(port)
                        || one.path("containerPort").equals(port));
        return declared || (isOfSpark() && SPARK_PORTS.contains(port.asText()));
    }

    private static Map<String, String> labels(JsonNode metadata) {
        Map<String, String> labels = new HashMap<>();
        metadata.path("labels").properties().stream()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    @Override
    public String toString() {
        return owner + " " + labels.get("component");
    }
}
