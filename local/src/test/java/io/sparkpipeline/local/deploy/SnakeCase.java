package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** The operator's kinds spell keys as {@code targetLabel}, Prometheus and Alertmanager as {@code target_label}. */
final class SnakeCase {

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private SnakeCase() {}

    /** An object with the same values and its own keys respelled. */
    static ObjectNode keysOf(JsonNode object) {
        ObjectNode result = Manifests.JSON.createObjectNode();
        object.properties().forEach(entry -> result.set(of(entry.getKey()), entry.getValue()));
        return result;
    }

    private static String of(String key) {
        return CAPITAL.matcher(key).replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
    }
}
