package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code .ci/alerts-live} runs is ours: times are shorter, nothing else is different. */
class DeployMonitoringTest {

    @Test
    void timesAreShorterThresholdsStay() {
        assertThat(ShortTimes.ranges("increase(a_total[10m]) > 300 and b offset 1h < 30"))
                .isEqualTo("increase(a_total[20s]) > 300 and b offset 120s < 30");
        assertThat(ShortTimes.hold("15m")).isEqualTo("30s");
        assertThat(ShortTimes.hold("1m")).isEqualTo("8s");
    }

    @Test
    void everyRuleIsTakenOver() {
        List<JsonNode> local = Manifests.each(LocalPrometheus.rules(0).path("groups"))
                .flatMap(group -> Manifests.each(group.path("rules")))
                .toList();
        assertThat(local.stream().filter(rule -> rule.has("alert")))
                .extracting(rule -> MetricNames.of(rule.path("expr").asText()))
                .isEqualTo(MetricNames.rules("alert").stream()
                        .map(rule -> MetricNames.of(rule.path("expr").asText()))
                        .toList());
        assertThat(local.stream().map(rule -> rule.path("expr").asText()))
                .anyMatch(expr ->
                        expr.endsWith("processingDelay{job=\"spark-driver\",namespace=\"spark-pipeline\"} > 30"))
                .noneMatch(expr -> expr.matches("(?s).*\\[\\d+[mhd]].*"));
    }

    @Test
    void podsAreScrapedAsThePodMonitorsSay() {
        JsonNode jobs = LocalPrometheus.config("a:1", "b:2", "pods.json").path("scrape_configs");
        assertThat(Manifests.texts(Manifests.JSON.valueToTree(jobs.findValuesAsText("metrics_path"))))
                .startsWith("/ops/metrics", "/metrics/executors/prometheus");
        assertThat(jobs.at("/0/relabel_configs").toString())
                .contains("{\"target_label\":\"job\",\"replacement\":\"spark-driver\"}")
                .contains("\"source_labels\":[\"__meta_kubernetes_pod_name\"],\"target_label\":\"instance\"");
    }

    @Test
    void theRoutesAreOurs() {
        JsonNode config = LocalAlertmanager.config("http://hook/");
        JsonNode route = config.at("/route/routes/0");
        assertThat(route.path("receiver").asText()).isEqualTo("slack");
        assertThat(route.path("group_interval").asText()).isEqualTo("10s");
        assertThat(Manifests.texts(route.path("group_by"))).containsExactly("alertname", "area");
        assertThat(Manifests.texts(route.at("/routes/0/matchers"))).containsExactly("severity=\"critical\"");
        assertThat(route.at("/routes/0/continue").asBoolean()).isTrue();
        assertThat(Manifests.texts(route.at("/routes/1/matchers"))).containsExactly("severity=~\"critical|warning\"");
        assertThat(config.path("inhibit_rules"))
                .hasSameSizeAs(Manifests.one("AlertmanagerConfig", "spark-pipeline")
                        .spec()
                        .path("inhibitRules"));
        assertThat(config.path("receivers").findValuesAsText("url"))
                .containsExactly("http://hook/slack", "http://hook/pagerduty");
    }
}
