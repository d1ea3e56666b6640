package io.sparkpipeline.streaming.savepoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a savepoint holds; written last, so that its presence is the commit.
 *
 * @param formatVersion of the whole savepoint; readers refuse a newer one
 * @param application who wrote it
 * @param batchTime the batch at whose end it was taken
 * @param pipeline the class of the pipeline
 * @param pipelineVersion what that said its version was
 * @param offsets where consumption goes on
 * @param groups the number of groups in all parts
 * @param horizon groups that expired before it may have been let go; null where none is
 * @param lineage what its offsets and versions are of; null where that is not known
 * @param parts the files
 */
public record SavepointManifest(
        int formatVersion,
        String application,
        Instant batchTime,
        String pipeline,
        String pipelineVersion,
        KafkaOffsets offsets,
        long groups,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Instant horizon,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Lineage lineage,
        List<SavepointPart> parts) {

    /** The newest version that this code reads. */
    public static final int FORMAT = 3;

    private static final int WITHOUT_LINEAGE = 2;
    private static final int WITHOUT_HORIZON = 1;

    /** The file's name. */
    public static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String CHECKSUM = "checksum";

    public SavepointManifest {
        parts = List.copyOf(parts);
    }

    /** The version to write: the oldest that has what is in it, so that an earlier program can still go on from it. */
    public static int formatFor(@Nullable Instant horizon, @Nullable Lineage lineage) {
        if (lineage != null) {
            return FORMAT;
        }
        return horizon == null ? WITHOUT_HORIZON : WITHOUT_LINEAGE;
    }

    /** The content of the file: JSON with the SHA-256 of the JSON without it. */
    byte[] bytes() throws IOException {
        ObjectNode node = JSON.valueToTree(this);
        node.put(CHECKSUM, Digests.hex(JSON.writeValueAsBytes(node)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    }

    /**
     * Reads one.
     *
     * @throws DamagedSavepointException when it is not as it was written, or of a newer format
     * @throws IOException when it can't be read
     */
    static SavepointManifest read(Path folder) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(Files.readAllBytes(folder.resolve(FILE)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new DamagedSavepointException("its manifest is no JSON", e);
        }
        if (!(node instanceof ObjectNode object) || !object.path(CHECKSUM).isTextual()) {
            throw new DamagedSavepointException("its manifest has no checksum");
        }
        String checksum = object.remove(CHECKSUM).asText();
        if (!checksum.equals(Digests.hex(JSON.writeValueAsBytes(object)))) {
            throw new DamagedSavepointException("its manifest is not as it was written");
        }
        if (object.path("formatVersion").asInt() > FORMAT) {
            throw new DamagedSavepointException("its format is newer than this program");
        }
        try {
            return JSON.treeToValue(object, SavepointManifest.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new DamagedSavepointException("its manifest lacks something", e);
        }
    }
}
