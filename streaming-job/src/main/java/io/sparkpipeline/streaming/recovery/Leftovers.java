package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State that earlier runs left in the checkpoint folder: each run writes to a folder of its own, and what a crash cuts off
 * nobody removes. A folder goes only when every metadata file could be read and none refers to it.
 */
public final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final CheckpointDirectory directory;

    /** Those of a checkpoint folder. */
    public Leftovers(Path checkpointFolder) {
        this.directory = new CheckpointDirectory(checkpointFolder);
    }

    /**
     * Removes what no metadata file refers to; to be called when this run has written metadata of its own.
     *
     * @param currentRun the folder that this run writes to, which stays
     */
    public void sweep(String currentRun) {
        try {
            Set<Path> referenced = referenced();
            for (Path run : runs()) {
                if (!run.getFileName().toString().equals(currentRun)) {
                    sweep(run, referenced);
                }
            }
        } catch (IOException e) {
            LOG.warn("State that earlier runs left stays on the volume until the next start: {}", e.toString());
        }
    }

    private Set<Path> referenced() throws IOException {
        Set<Path> folders = new HashSet<>();
        for (CheckpointFile file : directory.metadataNewestFirst()) {
            CheckpointMetadata.read(file).references().forEach(reference -> folders.add(directory.folder(reference)));
        }
        return folders;
    }

    private void sweep(Path run, Set<Path> referenced) throws IOException {
        boolean kept = false;
        for (Path rdd : list(run)) {
            if (referenced.contains(rdd)) {
                kept = true;
            } else {
                LOG.info(
                        "Removing {}: of an earlier run, and no checkpoint refers to it",
                        directory.root().relativize(rdd));
                delete(rdd);
            }
        }
        if (!kept) {
            Files.deleteIfExists(run);
        }
    }

    private List<Path> runs() throws IOException {
        return list(directory.root()).stream()
                .filter(entry -> RUN.matcher(entry.getFileName().toString()).matches())
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
