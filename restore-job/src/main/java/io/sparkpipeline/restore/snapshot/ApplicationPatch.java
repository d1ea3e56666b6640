package io.sparkpipeline.restore.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON patch (RFC 6902) that puts the new claim wherever a SparkApplication names the old one: volumes, pod templates
 * and the Spark settings that end with {@code options.claimName}. Each place is tested before it is replaced.
 */
final class ApplicationPatch {

    private static final JsonMapper JSON = new JsonMapper();

    private ApplicationPatch() {}

    /** Empty when the application names the old claim nowhere. */
    static Optional<String> replacing(String oldClaim, String newClaim, GenericKubernetesResource application) {
        ArrayNode patch = JSON.createArrayNode();
        JsonNode spec = JSON.valueToTree(application.getAdditionalProperties().get("spec"));
        collect("/spec", spec == null ? JSON.nullNode() : spec, oldClaim, newClaim, patch);
        try {
            return patch.isEmpty() ? Optional.empty() : Optional.of(JSON.writeValueAsString(patch));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes has a text", e);
        }
    }

    private static void collect(String path, JsonNode node, String oldClaim, String newClaim, ArrayNode patch) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            String at = path + "/" + name.replace("~", "~0").replace("/", "~1");
            boolean names = name.equals("claimName") || name.endsWith(".options.claimName");
            if (names && field.getValue().asText().equals(oldClaim)) {
                patch.addObject().put("op", "test").put("path", at).put("value", oldClaim);
                patch.addObject().put("op", "replace").put("path", at).put("value", newClaim);
            }
            collect(at, field.getValue(), oldClaim, newClaim, patch);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), oldClaim, newClaim, patch);
            }
        }
    }
}
