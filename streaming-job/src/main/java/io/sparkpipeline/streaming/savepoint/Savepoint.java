package io.sparkpipeline.streaming.savepoint;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A complete savepoint.
 *
 * @param folder where it is
 * @param manifest what it holds
 */
public record Savepoint(Path folder, SavepointManifest manifest) {

    /** Its name, with the time of its batch. */
    public String name() {
        return folder.getFileName().toString();
    }

    /** Groups that expired before may have been let go; milliseconds since 1970, the least number for none. */
    public long horizonMillis() {
        Instant horizon = manifest.horizon();
        return horizon == null ? Long.MIN_VALUE : horizon.toEpochMilli();
    }

    /** What its offsets and versions are of. */
    public Lineage lineage() {
        Lineage lineage = manifest.lineage();
        return lineage == null ? Lineage.UNKNOWN : lineage;
    }

    /** The paths of its parts. */
    public List<String> partPaths() {
        return manifest.parts().stream()
                .map(part -> folder.resolve(part.name()).toString())
                .toList();
    }
}
