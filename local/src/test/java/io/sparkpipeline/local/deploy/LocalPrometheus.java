package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What the Prometheus operator makes of our PodMonitors and rules, for a Prometheus on this machine. Pods come from a file
 * that names them by the labels of pod discovery; the operator's own relabelings are those of its PodMonitor generator.
 */
final class LocalPrometheus {

    private static final long SHORTEST_SCRAPE = 2;

    private LocalPrometheus() {}

    /**
     * The server's settings.
     *
     * @param alertmanager host and port
     * @param exporters host and port of the pages in {@link LocalMonitoring}
     * @param pods the file that lists the pods that run
     */
    static JsonNode config(String alertmanager, String exporters, String pods) {
        ObjectNode config = Manifests.JSON.createObjectNode();
        config.putObject("global").put("scrape_interval", "2s").put("evaluation_interval", "1s");
        config.putArray("rule_files").add("rules.yaml");
        config.set("alerting", tree(Map.of("alertmanagers", List.of(targets(alertmanager)))));
        ArrayNode jobs = config.putArray("scrape_configs");
        for (Manifest monitor : Manifests.ofKind("PodMonitor")) {
            Manifests.each(monitor.spec().path("podMetricsEndpoints"))
                    .forEach(endpoint -> jobs.add(job(monitor.name(), endpoint, pods)));
        }
        jobs.add(tree(Map.of(
                "job_name",
                "kube-state-metrics",
                "honor_labels",
                true,
                "metrics_path",
                "/exporters/kube-state-metrics.prom",
                "static_configs",
                List.of(Map.of("targets", List.of(exporters))))));
        return config;
    }

    /**
     * The rules with shorter times.
     *
     * @param executors how many executors are wanted
     */
    static JsonNode rules(int executors) {
        JsonNode spec = Manifests.one("PrometheusRule", "spark-pipeline").spec().deepCopy();
        for (JsonNode group : spec.path("groups")) {
            replace(group, "interval", "1s");
            for (JsonNode rule : group.path("rules")) {
                replace(rule, "for", ShortTimes.hold(rule.path("for").asText("0s")));
                replace(rule, "expr", ShortTimes.ranges(rule.path("expr").asText()));
                if (rule.path("record").asText().equals("pipeline:executors_wanted")) {
                    replace(rule, "expr", "vector(" + executors + ")");
                }
            }
        }
        return spec;
    }

    private static ObjectNode job(String name, JsonNode endpoint, String pods) {
        ObjectNode job = Manifests.JSON.createObjectNode();
        String interval = ShortTimes.pause(endpoint.path("interval").asText(), SHORTEST_SCRAPE);
        job.put("job_name", name)
                .put("metrics_path", endpoint.path("path").asText())
                .put("scrape_interval", interval)
                .put("scrape_timeout", interval);
        job.set("file_sd_configs", tree(List.of(Map.of("files", List.of(pods)))));
        ArrayNode relabelings = job.putArray("relabel_configs");
        relabelings.add(copy("__meta_kubernetes_namespace", "namespace"));
        relabelings.add(copy("__meta_kubernetes_pod_container_name", "container"));
        relabelings.add(copy("__meta_kubernetes_pod_name", "pod"));
        relabelings.add(tree(Map.of(
                "target_label", "endpoint", "replacement", endpoint.path("port").asText())));
        Manifests.each(endpoint.path("relabelings")).forEach(ours -> relabelings.add(SnakeCase.keysOf(ours)));
        return job;
    }

    private static JsonNode copy(String source, String target) {
        return tree(Map.of("source_labels", List.of(source), "target_label", target));
    }

    private static Map<String, Object> targets(String address) {
        return Map.of("static_configs", List.of(Map.of("targets", List.of(address))));
    }

    private static JsonNode tree(Object value) {
        return Manifests.JSON.valueToTree(value);
    }

    private static void replace(JsonNode object, String key, String value) {
        if (object.has(key)) {
            ((ObjectNode) object).put(key, value);
        }
    }
}
