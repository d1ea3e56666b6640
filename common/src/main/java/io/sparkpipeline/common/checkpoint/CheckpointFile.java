package io.sparkpipeline.common.checkpoint;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metadata file.
 *
 * @param timeMillis the batch time, milliseconds since the epoch
 * @param renamedAway whether it is the {@code .bk} that Spark keeps of the file that it replaced
 */
public record CheckpointFile(Path path, long timeMillis, boolean renamedAway) {

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})(\\.bk)?");

    /** The metadata file of that name; empty for temporary, checksum and foreign files. */
    public static Optional<CheckpointFile> of(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches()
                ? Optional.of(new CheckpointFile(path, Long.parseLong(name.group(1)), name.group(2) != null))
                : Optional.empty();
    }

    /** The batch time. */
    public Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    /** The file's name. */
    public String name() {
        return path.getFileName().toString();
    }
}
