package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The {@code openAPIV3Schema} of a custom resource, applied as a strict API server would: unknown fields are refused. */
final class CrdSchema {

    private final JsonNode schema;

    private CrdSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** The schema of one version of a CustomResourceDefinition. */
    static CrdSchema of(JsonNode definition, String version) {
        return Manifests.each(definition.path("spec").path("versions"))
                .filter(one -> one.path("name").asText().equals(version))
                .findFirst()
                .map(one -> new CrdSchema(one.path("schema").path("openAPIV3Schema")))
                .orElseThrow(() -> new AssertionError("the definition has no version " + version));
    }

    /** What is wrong with a resource. */
    List<String> problems(JsonNode resource) {
        List<String> problems = new ArrayList<>();
        check("", schema, resource, problems);
        return problems;
    }

    private static void check(String path, JsonNode schema, JsonNode value, List<String> problems) {
        if (!isOfType(schema, value)) {
            problems.add(path + " is no " + schema.path("type").asText("int-or-string") + ": " + value);
            return;
        }
        checkValue(path, schema, value, problems);
        if (value.isObject()) {
            checkObject(path, schema, value, problems);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(path + "[" + i + "]", schema.path("items"), value.get(i), problems);
        }
    }

    private static boolean isOfType(JsonNode schema, JsonNode value) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isIntegralNumber() || value.isTextual();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static void checkValue(String path, JsonNode schema, JsonNode value, List<String> problems) {
        if (schema.has("enum") && Manifests.each(schema.get("enum")).noneMatch(value::equals)) {
            problems.add(path + " is none of " + schema.get("enum") + ": " + value);
        }
        if (value.asDouble() < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
                || value.asDouble() > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY)) {
            problems.add(path + " is out of range: " + value);
        }
        if (value.asText().length() < schema.path("minLength").asInt()) {
            problems.add(path + " is too short: " + value);
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            problems.add(path + " does not match " + schema.get("pattern") + ": " + value);
        }
    }

    private static void checkObject(String path, JsonNode schema, JsonNode value, List<String> problems) {
        for (String required : Manifests.texts(schema.path("required"))) {
            if (!value.has(required)) {
                problems.add(path + "." + required + " is missing");
            }
        }
        JsonNode known = schema.path("properties");
        boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                || path.equals(".metadata")
                || schema.path("additionalProperties").isBoolean();
        value.properties().stream().forEach(field -> {
            String at = path + "." + field.getKey();
            if (known.has(field.getKey())) {
                check(at, known.get(field.getKey()), field.getValue(), problems);
            } else if (schema.path("additionalProperties").isObject()) {
                check(at, schema.get("additionalProperties"), field.getValue(), problems);
            } else if (!open) {
                problems.add(at + " does not exist");
            }
        });
    }
}
