package io.sparkpipeline.restore.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds where the spec of an application names a claim, as JSON pointers (RFC 6901). */
final class ClaimPlaces {

    static final JsonMapper JSON = new JsonMapper();

    private ClaimPlaces() {}

    static List<String> naming(String claim, JsonNode spec) {
        List<String> places = new ArrayList<>();
        collect("/spec", spec, claim, places);
        return places;
    }

    private static void collect(String path, JsonNode node, String claim, List<String> places) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            String at = path + "/" + name.replace("~", "~0").replace("/", "~1");
            boolean names = name.equals("claimName") || name.endsWith(".options.claimName");
            if (names && field.getValue().asText().equals(claim)) {
                places.add(at);
            }
            collect(at, field.getValue(), claim, places);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), claim, places);
            }
        }
    }
}
