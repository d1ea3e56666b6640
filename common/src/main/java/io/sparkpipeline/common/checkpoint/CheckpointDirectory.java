package io.sparkpipeline.common.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The layout of one application's checkpoint directory: {@code checkpoint-<ms>} metadata files, {@code
 * <uuid>/rdd-<n>/part-<m>} data, the write-ahead log, and beside them what the pipeline itself keeps there.
 *
 * @param root the directory given to Spark as the checkpoint path
 */
public record CheckpointDirectory(Path root) {

    /** Folder of savepoints: offsets and state in a form independent of classes. */
    public static final String SAVEPOINTS = "savepoints";
    /** Folder to which checkpoints that can't be used are moved; never part of a backup. */
    public static final String REJECTED = "rejected";
    /** The write-ahead log of what was received (org.apache.spark.streaming.scheduler.ReceivedBlockTracker). */
    public static final String RECEIVED_BLOCK_METADATA = "receivedBlockMetadata";
    /** The write-ahead log of the data itself (org.apache.spark.streaming.receiver.WriteAheadLogBasedBlockHandler). */
    public static final String RECEIVED_DATA = "receivedData";

    /**
     * The write-ahead log of the HTTP source: segments {@code <first offset, 20 digits>.log}, of which only the newest one
     * is appended to.
     */
    public static final String EVENT_LOG = "http-log";
    /** What that log is called where offsets are kept by topic; it has one partition, 0. */
    public static final String EVENT_LOG_TOPIC = "http";

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * The metadata files, the best candidate for a recovery first: by time, and of the same time the renamed-away
     * {@code .bk} last, as org.apache.spark.streaming.Checkpoint orders them.
     *
     * @throws UncheckedIOException when the directory can't be read; a directory that is not there has no files
     */
    public List<CheckpointFile> metadataNewestFirst() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(CheckpointFile::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(CheckpointFile::timeMillis)
                            .thenComparing(file -> !file.renamedAway())
                            .reversed())
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint directory " + root + " can't be read", e);
        }
    }

    /**
     * Whether an application ever wrote here: a metadata file, or the data of a run, is there.
     *
     * @throws UncheckedIOException when the directory can't be read
     */
    public boolean everUsed() {
        if (!metadataNewestFirst().isEmpty()) {
            return true;
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(path -> path.getFileName().toString())
                    .anyMatch(name -> RUN.matcher(name).matches()
                            || name.equals(RECEIVED_DATA)
                            || name.equals(RECEIVED_BLOCK_METADATA)
                            || name.equals(EVENT_LOG)
                            || name.equals(SAVEPOINTS)
                            || name.equals(REJECTED));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint directory " + root + " can't be read", e);
        }
    }

    /** The folder of a referenced RDD in this directory, wherever the reference's own root lies. */
    public Path folder(RddReference reference) {
        return root.resolve(reference.run()).resolve(reference.folderName());
    }
}
