package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointVerdict;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** The last look before the swap: one metadata file, and all that it names. */
final class StagedCheckpoint {

    private StagedCheckpoint() {}

    /**
     * Passes when a driver could recover from the folder.
     *
     * @throws CorruptBackupException when it could not
     */
    static void require(Path folder, BackupManifest manifest) throws IOException {
        CheckpointDirectory directory = new CheckpointDirectory(folder);
        List<CheckpointFile> metadata = directory.metadataNewestFirst();
        if (metadata.size() != 1) {
            throw new CorruptBackupException(
                    "it holds " + metadata.size() + " checkpoint metadata files instead of one");
        }
        CheckpointFile file = metadata.get(0);
        CheckpointVerdict verdict = new CheckpointVerifier(directory).verify(file);
        if (!verdict.complete()) {
            throw new CorruptBackupException("its checkpoint is not complete: " + verdict.summary());
        }
        // Restored now, written then: the age of a checkpoint is read from this, and whether a driver is alive.
        Files.setLastModifiedTime(file.path(), FileTime.from(manifest.checkpointTime()));
    }
}
