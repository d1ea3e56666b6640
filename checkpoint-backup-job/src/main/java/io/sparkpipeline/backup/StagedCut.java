package io.sparkpipeline.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.checkpoint.Cut;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cut on the volume that is to become a backup: {@code data/} with its files, {@code cut.json} with its facts, whose
 * presence says that the cut is complete, and {@code index.jsonl} with what is uploaded already.
 */
record StagedCut(Path folder, Facts facts) {

    /** What a later run must know to go on. */
    record Facts(
            String id,
            String source,
            String checkpointRoot,
            Instant cutTime,
            Instant checkpointTime,
            KafkaOffsets offsets,
            long files,
            long bytes,
            Compression compression) {}

    private static final Logger LOG = LoggerFactory.getLogger(StagedCut.class);
    private static final String FACTS = "cut.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Where a cut's files go. */
    static Path data(Path folder) {
        return folder.resolve("data");
    }

    /** Writes the facts of a cut that was taken into {@link #data}: from here on it is a backup to be. */
    static StagedCut commit(Path folder, BackupId id, Path source, Cut cut, Compression compression)
            throws IOException {
        Facts facts = new Facts(
                id.text(),
                source.toString(),
                cut.checkpointRoot(),
                cut.cutTime(),
                cut.checkpointTime(),
                cut.offsets(),
                cut.files(),
                cut.bytes(),
                compression);
        Path temporary = folder.resolve(FACTS + ".tmp");
        JSON.writeValue(temporary.toFile(), facts);
        Files.move(temporary, folder.resolve(FACTS), StandardCopyOption.ATOMIC_MOVE);
        return new StagedCut(folder, facts);
    }

    /** The cut that an earlier run left; empty when it was not complete. */
    static Optional<StagedCut> load(Path folder) {
        try {
            Facts facts = JSON.readValue(Files.readAllBytes(folder.resolve(FACTS)), Facts.class);
            return Files.isDirectory(data(folder)) && BackupId.parse(facts.id()).isPresent()
                    ? Optional.of(new StagedCut(folder, facts))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("the facts of the cut in {} can't be read, it is taken as incomplete: {}", folder, e.toString());
            return Optional.empty();
        }
    }

    BackupId id() {
        return new BackupId(facts.id());
    }

    Path data() {
        return data(folder);
    }

    Path spool() {
        return folder.resolve("index.jsonl");
    }
}
