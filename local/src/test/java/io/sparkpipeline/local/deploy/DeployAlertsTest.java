package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, rules and dashboards speak of metrics that something exports; every alert has a page that helps. */
class DeployAlertsTest {

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by", "on", "offset", "namespace");

    @Test
    void everyAlertSaysHowBadWhatAndWhere() {
        for (JsonNode alert : rules("alert")) {
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

    @Test
    void everyMetricIsExportedBySomething() {
        Set<String> known = new HashSet<>(documented());
        rules("record").forEach(rule -> known.add(rule.path("record").asText()));
        Set<String> used = new TreeSet<>();
        Stream.concat(rules("alert").stream(), rules("record").stream())
                .forEach(rule -> used.addAll(metricsOf(rule.path("expr").asText())));
        for (Manifest dashboard : Manifests.ofKind("ConfigMap")) {
            dashboard.content().path("data").properties().stream()
                    .filter(entry -> entry.getKey().endsWith(".json"))
                    .flatMap(entry -> expressions(entry.getValue().asText()).stream())
                    .forEach(expression -> used.addAll(metricsOf(expression)));
        }
        assertThat(used).hasSizeGreaterThan(25).isSubsetOf(known);
    }

    @Test
    void namesInAnExpressionAreFound() {
        assertThat(
                        metricsOf(
                                "sum by (pod) (rate(a_total{job=\"x\"}[5m])) / on (ns, pod) b:c or absent(up) > 0.9 unless d offset 10m"))
                .containsExactlyInAnyOrder("a_total", "b:c", "up", "d");
    }

    private static List<String> expressions(String dashboard) {
        List<String> found =
                Manifests.parse("dashboard", dashboard).get(0).content().findValuesAsText("expr");
        assertThat(found).isNotEmpty();
        return found;
    }

    /** What is neither a label, a string, a duration, a function nor a word of PromQL. */
    private static Set<String> metricsOf(String expression) {
        String bare = expression
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|on|ignoring|without)\\s*\\([^)]*\\)", " ")
                .replaceAll("offset \\w+", "");
        Matcher names = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w|:|\\s*\\()").matcher(bare);
        Set<String> found = new HashSet<>();
        while (names.find()) {
            if (!WORDS.contains(names.group())) {
                found.add(names.group());
            }
        }
        return found;
    }

    private static Set<String> documented() {
        Matcher rows = Pattern.compile("(?m)^\\| `([\\w:]+)` \\|")
                .matcher(Manifests.read(Manifests.HOME.resolve("docs/metrics.md")));
        return rows.results().map(row -> row.group(1)).collect(Collectors.toSet());
    }

    private static List<String> alerts() {
        List<String> names =
                rules("alert").stream().map(rule -> rule.path("alert").asText()).toList();
        assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
        return names;
    }

    private static List<JsonNode> rules(String kind) {
        return Manifests.each(
                        Manifests.one("PrometheusRule", "spark-pipeline").spec().path("groups"))
                .flatMap(group -> Manifests.each(group.path("rules")))
                .filter(rule -> rule.has(kind))
                .toList();
    }
}
