package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupChoice;
import io.sparkpipeline.common.cli.JobException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which backup to restore. */
final class RestoreChoice {

    @Option(
            names = "--backup",
            paramLabel = "<id>",
            defaultValue = "latest",
            description = "the backup's id, or latest: the newest complete one")
    private String backup = "latest";

    @Option(
            names = "--as-of",
            paramLabel = "<instant>",
            description = "the newest backup taken at that time or before, such as 2026-11-22T10:00:00Z")
    private @Nullable String asOf;

    BackupChoice choice() {
        return BackupChoice.of(backup, instant());
    }

    private @Nullable Instant instant() {
        if (asOf == null) {
            return null;
        }
        try {
            return Instant.parse(asOf);
        } catch (DateTimeException e) {
            throw JobException.usage("--as-of '" + asOf + "' is no instant", "write it as 2026-11-22T10:00:00Z");
        }
    }
}
