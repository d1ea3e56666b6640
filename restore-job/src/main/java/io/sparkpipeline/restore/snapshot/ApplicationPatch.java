package io.sparkpipeline.restore.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** What it takes that a SparkApplication uses the new claim. */
sealed interface ApplicationPatch {

    /** A JSON patch (RFC 6902) that puts the new claim in the place of the old one; each place is tested first. */
    record Replace(String json) implements ApplicationPatch {}

    /** It names the new claim, and the old one nowhere. */
    record AlreadyUsed() implements ApplicationPatch {}

    /** It names neither. */
    record NamesNeither() implements ApplicationPatch {}

    /** Looks at volumes, pod templates and the Spark settings that end with {@code options.claimName}. */
    static ApplicationPatch replacing(String oldClaim, String newClaim, GenericKubernetesResource application) {
        JsonNode spec = ClaimPlaces.JSON.valueToTree(
                application.getAdditionalProperties().get("spec"));
        List<String> places = ClaimPlaces.naming(oldClaim, spec);
        if (places.isEmpty()) {
            return ClaimPlaces.naming(newClaim, spec).isEmpty() ? new NamesNeither() : new AlreadyUsed();
        }
        ArrayNode patch = ClaimPlaces.JSON.createArrayNode();
        for (String place : places) {
            patch.addObject().put("op", "test").put("path", place).put("value", oldClaim);
            patch.addObject().put("op", "replace").put("path", place).put("value", newClaim);
        }
        return new Replace(patch.toString());
    }
}
