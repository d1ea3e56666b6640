package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One document of a file.
 *
 * @param file its name
 * @param content all of it
 */
record Manifest(String file, JsonNode content) {

    String kind() {
        return content.path("kind").asText();
    }

    String apiVersion() {
        return content.path("apiVersion").asText();
    }

    String name() {
        return content.path("metadata").path("name").asText();
    }

    JsonNode spec() {
        return content.path("spec");
    }

    @Override
    public String toString() {
        return file + " " + kind() + " " + name();
    }
}
