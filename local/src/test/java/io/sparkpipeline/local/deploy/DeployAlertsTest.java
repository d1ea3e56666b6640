package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, rules and dashboards speak of metrics that something exports; every alert has a page that helps. */
class DeployAlertsTest {

    @Test
    void everyAlertSaysHowBadWhatAndWhere() {
        for (JsonNode alert : MetricNames.rules("alert")) {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
            assertThat(alert.at("/labels/namespace").asText()).as(name).isEqualTo("spark-pipeline");
            assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).as(name).contains("$value");
            assertThat(alert.at("/annotations/runbook_url").asText()).endsWith("/docs/runbooks/" + name + ".md");
        }
    }

    @Test
    void everyAlertHasItsPageAndEveryPageItsParts() {
        for (String name : alerts()) {
            String page = Manifests.read(Manifests.HOME.resolve("docs/runbooks/" + name + ".md"));
            assertThat(page)
                    .as(name)
                    .startsWith("# " + name)
                    .contains("\n## What you see", "\n## What heals by itself", "\n## What you do")
                    .contains("\n## How you know it worked", "kubectl ");
        }
    }

    /** Whether it does either is for promtool to say: .ci/alerts. */
    @Test
    void everyAlertIsTestedToFireAndToBeSilent() {
        String tests = Manifests.read(Manifests.FOLDER.resolve("tests/alerts-test.yaml"))
                + Manifests.read(Manifests.FOLDER.resolve("tests/slow-alerts-test.yaml"));
        for (String name : alerts()) {
            String check = "alertname=\"" + name + "\",alertstate=\"firing\"\\}\\) or vector\\(0\\)\\s+eval_time: \\w+"
                    + "\\s+exp_samples:\\s+- labels: '\\{\\}'\\s+value: ";
            assertThat(Pattern.compile(check + "0").matcher(tests).find())
                    .as("%s silent", name)
                    .isTrue();
            assertThat(Pattern.compile(check + "1").matcher(tests).find())
                    .as("%s fires", name)
                    .isTrue();
        }
    }

    @Test
    void theAlertsThatAreHeldBackAreThere() {
        Manifest config = Manifests.one("AlertmanagerConfig", "spark-pipeline");
        Manifests.each(config.spec().path("inhibitRules"))
                .flatMap(rule ->
                        Stream.of("sourceMatch", "targetMatch").flatMap(side -> Manifests.each(rule.path(side))))
                .filter(match -> match.path("name").asText().equals("alertname"))
                .flatMap(match -> Stream.of(match.path("value").asText().split("\\|")))
                .forEach(name -> assertThat(alerts()).contains(name));
    }

    /** {@code .ci/alerts-live} looks for the same names in the scrape of a running driver. */
    @Test
    void everyMetricIsExportedBySomething() {
        assertThat(MetricNames.used())
                .hasSizeGreaterThan(25)
                .isSubsetOf(MetricNames.sources().keySet());
        assertThat(MetricNames.sources()).containsValues(MetricNames.DRIVER, MetricNames.SPARK, MetricNames.RULE);
    }

    @Test
    void everyExporterIsAPrerequisiteOfTheReadme() {
        String readme = Manifests.read(Manifests.HOME.resolve("README.md"));
        MetricNames.sources().values().stream()
                .filter(from -> !List.of(MetricNames.DRIVER, MetricNames.SPARK, MetricNames.RULE)
                        .contains(from))
                .map(from -> from.split(" ", 2)[0])
                .forEach(from -> assertThat(readme).contains(from));
    }

    @Test
    void namesInAnExpressionAreFound() {
        assertThat(
                        MetricNames.of(
                                "sum by (pod) (rate(a_total{job=\"x\"}[5m])) / on (ns, pod) b:c or absent(up) > 0.9 unless d offset 10m"))
                .containsExactlyInAnyOrder("a_total", "b:c", "up", "d");
    }

    private static List<String> alerts() {
        List<String> names = MetricNames.rules("alert").stream()
                .map(rule -> rule.path("alert").asText())
                .toList();
        assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
        return names;
    }
}
