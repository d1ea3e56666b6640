package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.streaming.pipeline.Version;
import io.sparkpipeline.streaming.run.RunLineage;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The generations that a checkpoint folder knows of, also by what was rejected. */
final class Generations {

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final Path root;

    Generations(Path root) {
        this.root = root;
    }

    /** One above all that were ever published, as far as the folder and the clock can tell. */
    long next(Instant now) throws IOException {
        long highest = 0;
        for (Path folder : folders()) {
            for (CheckpointFile file : new CheckpointDirectory(folder).metadataNewestFirst()) {
                highest = Math.max(highest, of(file));
            }
        }
        for (Path savepoint : new SavepointStore(root).newestFirst()) {
            highest = Math.max(highest, SavepointStore.lineage(savepoint).generation());
        }
        return Version.generationAfter(highest, now);
    }

    private List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(root));
        Path rejected = root.resolve(CheckpointDirectory.REJECTED);
        if (Files.isDirectory(rejected)) {
            try (Stream<Path> starts = Files.list(rejected)) {
                starts.filter(Files::isDirectory).forEach(folders::add);
            }
        }
        return folders;
    }

    private static long of(CheckpointFile file) {
        try {
            return RunLineage.of(CheckpointMetadata.read(file).sparkSettings()).generation();
        } catch (IOException e) {
            LOG.debug("{} does not tell its generation", file.name(), e);
            return 0;
        }
    }
}
