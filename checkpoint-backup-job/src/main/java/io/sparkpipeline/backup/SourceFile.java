package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.JobException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of a cut.
 *
 * @param file where it lies
 * @param path relative to the cut, with slashes
 * @param size in bytes
 * @param modified for the segment's entry
 */
record SourceFile(Path file, String path, long size, Instant modified) {

    /** What is said when it has fewer bytes than the cut had. */
    JobException becameShorter() {
        return changed("the file " + path + " became shorter while it was read");
    }

    /** What is said of a file that is not what it was at the cut. */
    static JobException changed(String happened) {
        return JobException.temporary(
                happened,
                "no backup was committed; earlier backups are as they were",
                "run it again; if it stays, find who writes into finished checkpoint files");
    }
}
