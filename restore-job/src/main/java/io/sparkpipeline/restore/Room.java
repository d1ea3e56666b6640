package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a volume has room for a backup beside what is there. */
final class Room {

    /** Each file takes whole blocks, of 4 KiB on common file systems, and an inode. */
    private static final long BLOCK = 4096;

    private Room() {}

    /**
     * Passes when there is room.
     *
     * @param there bytes of it that are on the volume already
     * @throws JobException with exit code 1 when there is not
     */
    static void require(BackupManifest manifest, Path folder, long there) throws IOException {
        long needed = manifest.bytes() - there + manifest.files() * BLOCK;
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (needed > usable) {
            throw JobException.failed(
                    "the volume of " + folder + " has " + ByteSize.human(usable) + " left, and the restore takes up to "
                            + ByteSize.human(needed),
                    "the target is as it was",
                    "make room (old *.replaced-* folders beside the target may go) or enlarge the volume");
        }
    }
}
