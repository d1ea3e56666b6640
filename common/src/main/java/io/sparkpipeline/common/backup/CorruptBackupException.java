package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.JobException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A backup that is damaged, altered, or not what it claims to be. The message says why in one line. */
public final class CorruptBackupException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CorruptBackupException(String why) {
        this(why, null);
    }

    public CorruptBackupException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }

    /** Why, in one line. */
    public String why() {
        return String.valueOf(getMessage());
    }

    /** The end of a job that this makes: exit 65. */
    public JobException toJobException(BackupId id, String safe) {
        return JobException.refused(
                        "backup " + id + " is refused: " + why(), safe, "choose another backup ('list' shows them)")
                .causedBy(this);
    }
}
