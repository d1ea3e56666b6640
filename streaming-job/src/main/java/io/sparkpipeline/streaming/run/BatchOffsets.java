package io.sparkpipeline.streaming.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * What one batch reads.
 *
 * @param ranges one a partition; the end of a range is the first offset after it
 */
public record BatchOffsets(List<OffsetRange> ranges) {

    public BatchOffsets {
        ranges = List.copyOf(ranges);
    }

    /** The number of records, good and bad. */
    public long records() {
        return ranges.stream().mapToLong(OffsetRange::count).sum();
    }

    /** Where each partition's next record begins, by topic and partition. */
    public Map<String, Map<Integer, Long>> next() {
        return ranges.stream()
                .collect(Collectors.groupingBy(
                        OffsetRange::topic,
                        TreeMap::new,
                        Collectors.toMap(OffsetRange::partition, OffsetRange::untilOffset, Math::max, TreeMap::new)));
    }
}
