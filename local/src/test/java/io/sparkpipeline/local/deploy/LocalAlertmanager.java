package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What the Prometheus operator makes of our AlertmanagerConfig, for an Alertmanager on this machine: the same tree of routes
 * and the same inhibitions with shorter times; each receiver is a page of a local webhook by its name.
 */
final class LocalAlertmanager {

    private static final String NOBODY = "nobody";

    private LocalAlertmanager() {}

    /**
     * The server's settings.
     *
     * @param webhook address that a receiver's name is added to
     */
    static JsonNode config(String webhook) {
        Manifest ours = Manifests.one("AlertmanagerConfig", "spark-pipeline");
        ObjectNode config = Manifests.JSON.createObjectNode();
        ObjectNode root = config.putObject("route").put("receiver", NOBODY);
        ObjectNode route = route(ours.spec().path("route"));
        route.withArray("matchers").add(ownNamespace(ours));
        root.putArray("routes").add(route.put("continue", true));
        ArrayNode inhibitions = config.putArray("inhibit_rules");
        for (JsonNode rule : ours.spec().path("inhibitRules")) {
            ObjectNode inhibition = inhibitions.addObject();
            inhibition.set("source_matchers", matchers(rule.path("sourceMatch")).add(ownNamespace(ours)));
            inhibition.set("target_matchers", matchers(rule.path("targetMatch")).add(ownNamespace(ours)));
            inhibition.set("equal", rule.path("equal"));
        }
        ArrayNode receivers = config.putArray("receivers");
        receivers.addObject().put("name", NOBODY);
        for (JsonNode receiver : ours.spec().path("receivers")) {
            receivers.add(receiver(receiver, webhook));
        }
        return config;
    }

    private static ObjectNode route(JsonNode ours) {
        ObjectNode route = SnakeCase.keysOf(ours);
        for (String wait : new String[] {"group_wait", "group_interval", "repeat_interval"}) {
            if (route.has(wait)) {
                route.put(wait, ShortTimes.pause(route.path(wait).asText(), 1));
            }
        }
        if (ours.has("matchers")) {
            route.set("matchers", matchers(ours.path("matchers")));
        }
        if (ours.has("routes")) {
            ArrayNode children = route.putArray("routes");
            Manifests.each(ours.path("routes")).forEach(child -> children.add(route(child)));
        }
        return route;
    }

    private static ArrayNode matchers(JsonNode ours) {
        ArrayNode matchers = Manifests.JSON.createArrayNode();
        Manifests.each(ours)
                .map(one -> one.path("name").asText() + one.path("matchType").asText() + "\""
                        + one.path("value").asText() + "\"")
                .forEach(matchers::add);
        return matchers;
    }

    private static String ownNamespace(Manifest config) {
        return "namespace=\"" + config.content().at("/metadata/namespace").asText() + "\"";
    }

    private static JsonNode receiver(JsonNode ours, String webhook) {
        String name = ours.path("name").asText();
        ObjectNode receiver = Manifests.JSON.createObjectNode().put("name", name);
        ArrayNode hooks = receiver.putArray("webhook_configs");
        ours.properties().stream()
                .filter(entry -> entry.getKey().endsWith("Configs"))
                .flatMap(entry -> Manifests.each(entry.getValue()))
                .map(one -> Manifests.JSON.<JsonNode>valueToTree(Map.of(
                        "url",
                        webhook + name,
                        "send_resolved",
                        one.path("sendResolved").asBoolean())))
                .forEach(hooks::add);
        return receiver;
    }
}
