package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.file.Parallel;
import io.sparkpipeline.common.time.Pauses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a consistent cut of a checkpoint directory while the driver writes to it. Spark writes data first, then the
 * metadata that names it, and deletes what the newest metadata names no more; so the newest metadata is read into memory
 * first, what it names is linked, and when any of that vanished meanwhile the cut starts over with what is then the
 * newest. The driver's files are only ever read and linked.
 */
public final class ConsistentCut {

    private static final Logger LOG = LoggerFactory.getLogger(ConsistentCut.class);
    private static final String UNTOUCHED = "the checkpoint directory was only read; earlier backups are as they were";

    private final Clock clock;
    private final CutOptions options;

    public ConsistentCut(Clock clock, CutOptions options) {
        this.clock = clock;
        this.options = options;
    }

    /**
     * Takes a cut.
     *
     * @param source the checkpoint directory
     * @param staging where the cut goes: a folder that is not there yet or is empty, on the same volume as the source so
     *     that files can be linked (where they can't, they are copied)
     * @throws JobException with exit code 65 when there is no complete checkpoint, 75 when the driver's writing left no
     *     moment for one within the deadline, 2 when there is nothing to take
     * @throws IOException when the source can't be read or the staging folder not written
     */
    public Cut take(Path source, Path staging) throws IOException {
        CheckpointDirectory directory = new CheckpointDirectory(source);
        refuseUnused(directory);
        long deadline = System.nanoTime() + options.deadline().toNanos();
        String lastReason = "";
        for (int attempt = 1; attempt == 1 || System.nanoTime() - deadline < 0; attempt++) {
            try {
                return attempt(directory, staging, attempt);
            } catch (InterruptedIOException e) {
                throw interrupted();
            } catch (Changed | NoSuchFileException | UnreadableCheckpointException e) {
                FileTrees.delete(staging);
                String reason = e instanceof NoSuchFileException ? e.getMessage() + " is gone" : e.getMessage();
                // The same reason again and no newer checkpoint: no driver is writing, so waiting won't help.
                if (reason != null && reason.equals(lastReason)) {
                    throw damaged(source, reason);
                }
                LOG.info("cut attempt {}: starting over, {}", attempt, reason);
                lastReason = reason == null ? "" : reason;
            }
            if (!Pauses.pace(options.pause())) {
                throw interrupted();
            }
        }
        throw JobException.temporary(
                "the driver's writing left no consistent moment within " + options.deadline() + ": " + lastReason,
                UNTOUCHED,
                "run it again; if it stays so, raise the batch interval or the deadline");
    }

    private Cut attempt(CheckpointDirectory directory, Path staging, int attempt) throws IOException {
        Instant cutTime = clock.instant();
        CheckpointFile newest = directory.metadataNewestFirst().stream()
                .filter(file -> !file.renamedAway())
                .findFirst()
                .orElseThrow(() -> new Changed("no metadata file is there"));
        byte[] file = CheckpointMetadata.bytes(newest);
        CheckpointMetadata metadata = CheckpointMetadata.of(newest.name(), new ByteArrayInputStream(file));
        SortedSet<RddReference> references = metadata.references();
        CutFiles files = new CutFiles(directory.root(), staging);
        FolderLists lists = new FolderLists(metadata.statePartitions());
        Parallel.forEach(
                "cut", references, reference -> linkFolder(directory.folder(reference), reference, lists, files));
        files.copyGrowing(CheckpointDirectory.RECEIVED_BLOCK_METADATA);
        files.copyGrowing(CheckpointDirectory.RECEIVED_DATA);
        files.linkFinished(CheckpointDirectory.SAVEPOINTS);
        // After metadata and savepoints: the log then holds all that they have counted, and what came since.
        holdsAllSince(metadata.offsets(), files.takeSegments(CheckpointDirectory.EVENT_LOG));
        files.write(newest.name(), ByteBuffer.wrap(file));
        files.forceFolders();
        String root = references.isEmpty() ? "" : references.first().root();
        LOG.info(
                "cut of {} at checkpoint {}: {} state RDDs, {} files, {} bytes, attempt {}",
                directory.root(),
                newest.time(),
                references.size(),
                files.count(),
                files.bytes(),
                attempt);
        return new Cut(
                staging, cutTime, newest.time(), root, metadata.offsets(), files.count(), files.bytes(), attempt);
    }

    private static void linkFolder(Path path, RddReference reference, FolderLists lists, CutFiles files)
            throws IOException {
        RddFolder before = lists.take(path, reference);
        try {
            if (!before.problems().isEmpty()) {
                throw new Changed(String.join("; ", before.problems()));
            }
            List<String> altered = before.alteredParts();
            if (!altered.isEmpty()) {
                // The checksums are no part of the cut: without this look, nobody could tell any more.
                throw new Changed(String.join("; ", altered));
            }
            for (Path file : before.files()) {
                files.link(file);
            }
            if (!lists.again(before).files().equals(before.files())) {
                throw new Changed(reference + " changed while it was linked");
            }
        } finally {
            lists.giveBack(before);
        }
    }

    /** The driver removes segments that its newest metadata need no more; these may be newer than the cut's. */
    private static void holdsAllSince(KafkaOffsets offsets, List<String> segments) throws IOException {
        SortedMap<Integer, Long> log = offsets.byTopic().get(CheckpointDirectory.EVENT_LOG_TOPIC);
        if (log == null) {
            return;
        }
        long wanted = log.getOrDefault(0, 0L);
        String first = segments.isEmpty() ? "nothing" : segments.get(0);
        if (segments.isEmpty() || first.compareTo(String.format(Locale.ROOT, "%020d.log", wanted)) > 0) {
            throw new Changed("the write-ahead log begins with " + first + " and not with event " + wanted);
        }
    }

    private static void refuseUnused(CheckpointDirectory directory) throws IOException {
        Path source = directory.root();
        if (!Files.isDirectory(source)) {
            throw JobException.usage(
                    "the checkpoint directory " + source + " is not there",
                    "check --source and that the checkpoint volume is mounted");
        }
        if (!Files.isReadable(source)) {
            throw JobException.usage(
                    "the checkpoint directory " + source + " can't be read by this user",
                    "run as the driver's user or group (fsGroup)");
        }
        if (directory.metadataNewestFirst().isEmpty()) {
            throw JobException.refused(
                    "the checkpoint directory " + source + " holds no checkpoint",
                    UNTOUCHED,
                    "let the streaming job complete a batch first, or check --source");
        }
    }

    private static JobException interrupted() {
        return JobException.temporary("interrupted while taking the cut", UNTOUCHED, "run it again");
    }

    private static JobException damaged(Path source, String reason) {
        return JobException.refused(
                "the newest checkpoint in " + source + " is not complete and no newer one appears: " + reason,
                UNTOUCHED,
                "look at it with 'stream verify-checkpoint'; the driver's own start falls back to an older one");
    }

    /** The directory changed under the cut. */
    private static final class Changed extends IOException {
        private static final long serialVersionUID = 1L;

        Changed(String reason) {
            super(reason);
        }
    }
}
