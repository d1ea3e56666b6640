package io.sparkpipeline.common.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes manifests, and signs and checks them when it has a key.
 *
 * <p>Signed is the JSON object without its {@code signature}, with its fields sorted by name at each level and without
 * spaces: so what a later version adds is covered too, and spaces do not matter.
 */
public final class ManifestCodec {

    private static final String SIGNATURE = "signature";
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new BackupIdModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final @Nullable SigningKey key;

    /** @param key null to write unsigned manifests and to check no signature */
    public ManifestCodec(@Nullable SigningKey key) {
        this.key = key;
    }

    /** Whether signatures are made and demanded. */
    public boolean signs() {
        return key != null;
    }

    /** The bytes of the manifest, signed when there is a key. */
    public byte[] encode(BackupManifest manifest) {
        ObjectNode tree = JSON.valueToTree(manifest);
        tree.remove(SIGNATURE);
        SigningKey signer = key;
        if (signer != null) {
            tree.put(SIGNATURE, signer.sign(canonical(tree)));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest has a JSON form", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param id the folder it was found in
     * @param app the application it was looked up for
     * @throws CorruptBackupException when it is none, of a later format, of another backup or application, or when there
     *     is a key and its signature is missing or wrong
     */
    public BackupManifest decode(byte[] bytes, BackupId id, String app) {
        ObjectNode tree = parse(bytes);
        requireVersion(tree);
        requireSignature(tree);
        BackupManifest manifest = convert(tree);
        if (!manifest.id().equals(id)) {
            throw new CorruptBackupException("its manifest is that of backup " + manifest.id());
        }
        if (!manifest.app().equals(app)) {
            throw new CorruptBackupException("its manifest is that of application '"
                    + SafePaths.printable(manifest.app()) + "', not '" + app + "'");
        }
        if (manifest.files() < 0 || manifest.bytes() < 0 || manifest.objects() < 0 || manifest.indexBytes() < 0) {
            throw new CorruptBackupException("its manifest holds negative totals");
        }
        requireSane(manifest);
        return manifest;
    }

    /** What a later step would stumble over, when it is too late to refuse. */
    private static void requireSane(BackupManifest manifest) {
        if (manifest.checkpointRoot().indexOf('\0') >= 0 || manifest.source().indexOf('\0') >= 0) {
            throw new CorruptBackupException("its manifest names a folder that no volume has");
        }
        for (Instant time : List.of(manifest.cutTime(), manifest.checkpointTime())) {
            if (time.isBefore(Instant.EPOCH) || !time.isBefore(END_OF_TIME)) {
                throw new CorruptBackupException("its manifest holds the time " + time + ", which no clock shows");
            }
        }
    }

    private static ObjectNode parse(byte[] bytes) {
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode tree) {
                return tree;
            }
            throw new CorruptBackupException("its manifest is no JSON object");
        } catch (IOException e) {
            throw new CorruptBackupException("its manifest is no valid JSON: " + firstLine(e), e);
        }
    }

    private static void requireVersion(ObjectNode tree) {
        JsonNode version = tree.path("formatVersion");
        if (!version.isInt() || version.intValue() < 1) {
            throw new CorruptBackupException("its manifest has no format version");
        }
        if (version.intValue() > BackupManifest.FORMAT_VERSION) {
            throw new CorruptBackupException(
                    "it has format version " + version.intValue() + ", and this program reads up to "
                            + BackupManifest.FORMAT_VERSION + ": use the version that wrote it, or a later one");
        }
    }

    private void requireSignature(ObjectNode tree) {
        SigningKey verifier = key;
        if (verifier == null) {
            return;
        }
        JsonNode signature = tree.path(SIGNATURE);
        if (!signature.isTextual()) {
            throw new CorruptBackupException("its manifest is not signed, and a signing key is set");
        }
        ObjectNode rest = tree.deepCopy();
        rest.remove(SIGNATURE);
        if (!verifier.verifies(canonical(rest), signature.textValue())) {
            throw new CorruptBackupException(
                    "its signature is not that of the signing key: the manifest was altered, or signed with another key");
        }
    }

    private static BackupManifest convert(ObjectNode tree) {
        try {
            return JSON.treeToValue(tree, BackupManifest.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new CorruptBackupException("its manifest lacks what it must hold: " + firstLine(e), e);
        }
    }

    private static byte[] canonical(ObjectNode tree) {
        return sorted(tree).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode sorted(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode sorted = JSON.createObjectNode();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
        return sorted;
    }

    private static String firstLine(Exception e) {
        return SafePaths.printable(
                String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
}
