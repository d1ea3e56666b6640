package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.streaming.wal.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether a checkpoint folder ever held anything that a fresh start would lose. */
final class Usage {

    private final Path root;

    Usage(Path root) {
        this.root = root;
    }

    /** A metadata file, checkpointed state, a savepoint, a log of received data, or something rejected. */
    boolean everUsed() throws IOException {
        if (!new CheckpointDirectory(root).metadataNewestFirst().isEmpty() || restoreUnderWay() || logIsCut()) {
            return true;
        }
        for (Path folder : folders(root)) {
            String name = folder.getFileName().toString();
            boolean ours = name.equals(CheckpointDirectory.SAVEPOINTS)
                    || name.equals(CheckpointDirectory.REJECTED)
                    || name.equals(CheckpointDirectory.RECEIVED_DATA)
                    || name.equals(CheckpointDirectory.RECEIVED_BLOCK_METADATA);
            // A driver that died before its first batch leaves the folder of its run, with nothing in it.
            boolean run = name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            if ((ours || run) && !isEmpty(folder)) {
                return true;
            }
        }
        return false;
    }

    /** A write-ahead log that still begins with its first event loses nothing by a fresh start: all is counted again. */
    private boolean logIsCut() throws IOException {
        return EventLog.firstOffset(root.resolve(CheckpointDirectory.EVENT_LOG)) > 0;
    }

    /** A restore stages beside the folder that it replaces; killed in between it has to be run again first. */
    private boolean restoreUnderWay() throws IOException {
        Path absolute = root.toAbsolutePath();
        return !folders(absolute.resolveSibling(".restore-" + absolute.getFileName()))
                .isEmpty();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static List<Path> folders(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
