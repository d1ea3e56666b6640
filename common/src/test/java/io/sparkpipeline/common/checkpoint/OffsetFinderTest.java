package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.checkpoint.CheckpointFixture.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fixture's class stands in for Scala's, whose name it gets in the stream. The real ones are read in the tests that run a driver on a broker.
 */
class OffsetFinderTest {

    private static byte[] stream(Object graph) throws Exception {
        return Range.renamed(CheckpointFixture.serialized(graph));
    }

    @Test
    void theEarliestOffsetOfEachPartitionIsWhereARecoveryReadsOn() throws Exception {
        Object graph = new ArrayList<>(List.of(
                new Range("events", 0, 120, 150), new Range("events", 0, 90, 120), new Range("events", 1, 7, 9)));
        KafkaOffsets offsets = OffsetFinder.find(SerializedGraph.parse(stream(graph)));
        assertThat(offsets.byTopic().get("events")).containsEntry(0, 90L).containsEntry(1, 7L);
        KafkaOffsets ends = OffsetFinder.ends(SerializedGraph.parse(stream(graph)));
        assertThat(ends.byTopic().get("events")).containsEntry(0, 150L).containsEntry(1, 9L);
    }

    @Test
    void aGraphWithCyclesMapsEnumsAndArraysIsRead() throws Exception {
        HashMap<String, Object> map = new HashMap<>();
        map.put("self", map);
        map.put("unit", java.util.concurrent.TimeUnit.DAYS);
        map.put("numbers", new long[] {1, 2, 3});
        map.put("bytes", new byte[300]);
        map.put("class", String.class);
        map.put("when", java.time.Instant.EPOCH);
        map.put("big", new java.math.BigDecimal("1.5"));
        SerializedGraph graph = SerializedGraph.parse(stream(map));
        assertThat(graph.classNames()).anyMatch(name -> name.startsWith("java.util.HashMap#"));
        assertThat(OffsetFinder.find(graph).isEmpty()).isTrue();
    }

    @Test
    void everyTruncationIsRefusedAndNothingElseIsThrown() throws Exception {
        byte[] whole = stream(new ArrayList<>(List.of(new Range("events", 0, 1, 2))));
        for (int length = 4 + 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SerializedGraph.parse(part)).isInstanceOf(UnreadableCheckpointException.class);
        }
    }
}
