package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that alerts, rules and dashboards speak of, and who exports them by the word of docs/metrics.md. */
final class MetricNames {

    /** Exported by a driver on {@code /ops/metrics}. */
    static final String DRIVER = "driver";

    /** Exported by Spark on the driver's page of executors. */
    static final String SPARK = "spark";

    /** Made by a recording rule. */
    static final String RULE = "rule";

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by", "on", "offset", "namespace");

    private MetricNames() {}

    /** In the expressions of alerts, rules and dashboards. */
    static Set<String> used() {
        Set<String> used = new TreeSet<>();
        Stream.concat(rules("alert").stream(), rules("record").stream())
                .forEach(rule -> used.addAll(of(rule.path("expr").asText())));
        for (Manifest dashboard : Manifests.ofKind("ConfigMap")) {
            dashboard.content().path("data").properties().stream()
                    .filter(entry -> entry.getKey().endsWith(".json"))
                    .flatMap(entry -> expressions(entry.getValue().asText()).stream())
                    .forEach(expression -> used.addAll(of(expression)));
        }
        return used;
    }

    /** What is neither a label, a string, a duration, a function nor a word of PromQL. */
    static Set<String> of(String expression) {
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

    /** Metric by metric: {@link #DRIVER}, {@link #SPARK}, {@link #RULE}, or the name of another exporter. */
    static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        rules("record").forEach(rule -> sources.put(rule.path("record").asText(), RULE));
        for (String section :
                Manifests.read(Manifests.HOME.resolve("docs/metrics.md")).split("(?m)^## ", -1)) {
            rows(section).forEach((name, from) -> sources.put(name, exporter(section, from)));
        }
        return sources;
    }

    /** The rules of one kind: {@code alert} or {@code record}. */
    static List<JsonNode> rules(String kind) {
        return Manifests.each(
                        Manifests.one("PrometheusRule", "spark-pipeline").spec().path("groups"))
                .flatMap(group -> Manifests.each(group.path("rules")))
                .filter(rule -> rule.has(kind))
                .toList();
    }

    private static String exporter(String section, String from) {
        if (section.startsWith("Exported by the driver")) {
            return DRIVER;
        }
        return section.startsWith("Exported by Spark") ? SPARK : from;
    }

    /** The first two columns of a table of metrics. */
    private static Map<String, String> rows(String section) {
        return Pattern.compile("(?m)^\\| `([\\w:]+)` \\| ([^|]+) \\|")
                .matcher(section)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    private static List<String> expressions(String dashboard) {
        return Manifests.parse("dashboard", dashboard).get(0).content().findValuesAsText("expr");
    }
}
