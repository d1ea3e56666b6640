package io.sparkpipeline.restore.kafka;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A partition from which something is gone that the backup has not counted.
 *
 * @param extent null when there is no such partition any more
 */
record PartitionGap(Position position, @Nullable Extent extent) {

    /** Compares; empty when all is still there. */
    static Optional<PartitionGap> between(Position position, @Nullable Extent extent) {
        boolean held = extent != null && position.offset() >= extent.earliest() && position.offset() <= extent.end();
        return held ? Optional.empty() : Optional.of(new PartitionGap(position, extent));
    }

    /** How many are gone; 0 when nothing tells, as with a topic that was made anew. */
    long gone() {
        return extent == null ? 0 : Math.max(0, extent.earliest() - position.offset());
    }

    /** A line for people. */
    String text() {
        if (extent == null) {
            return String.format(
                    Locale.ROOT,
                    "%s: there is no such partition any more; the backup goes on at offset %d of it",
                    position,
                    position.offset());
        }
        if (position.offset() > extent.end()) {
            return String.format(
                    Locale.ROOT,
                    "%s: ends at offset %d, before the backup's %d, as when the topic was made anew; what it held is gone",
                    position,
                    extent.end(),
                    position.offset());
        }
        return String.format(
                Locale.ROOT,
                "%s: offsets %d to %d, %,d records, are gone; it begins at %d now",
                position,
                position.offset(),
                extent.earliest() - 1,
                gone(),
                extent.earliest());
    }

    /** The fields of its JSON object. */
    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", position.topic());
        fields.put("partition", position.partition());
        fields.put("backupOffset", position.offset());
        if (extent != null) {
            fields.put("earliest", extent.earliest());
            fields.put("end", extent.end());
        }
        fields.put("gone", gone());
        return fields;
    }
}
