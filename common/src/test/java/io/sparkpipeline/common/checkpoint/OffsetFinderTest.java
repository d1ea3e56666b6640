package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.checkpoint.SparkObjects.Range;
import io.sparkpipeline.common.cli.HeapShare;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fixture's class stands in for Scala's, whose name it gets in the stream. The real ones are read in the tests that run a driver on a broker.
 */
class OffsetFinderTest {

    private static OffsetFinder find(byte[] stream) throws UnreadableCheckpointException {
        HeapShare memory = HeapShare.of("a test", 10);
        CheckpointContent content = new CheckpointContent(memory);
        var unused = SerializedStreamReader.read(new ByteArrayInputStream(stream), content, memory);
        return content.offsets();
    }

    @Test
    void theEarliestOffsetOfEachPartitionIsWhereARecoveryReadsOn() throws Exception {
        Object graph = new ArrayList<>(List.of(
                new Range("events", 0, 120, 150), new Range("events", 0, 90, 120), new Range("events", 1, 7, 9)));
        OffsetFinder found = find(SparkObjects.serialized(graph));
        assertThat(found.earliest().byTopic().get("events"))
                .containsEntry(0, 90L)
                .containsEntry(1, 7L);
        assertThat(found.ends().byTopic().get("events")).containsEntry(0, 150L).containsEntry(1, 9L);
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
        map.put("range", new Range("events", 0, 1, 2));
        assertThat(find(SparkObjects.serialized(map)).earliest().byTopic().get("events"))
                .containsEntry(0, 1L);
    }

    @Test
    void everyTruncationIsRefusedAndNothingElseIsThrown() throws Exception {
        byte[] whole = SparkObjects.serialized(new ArrayList<>(List.of(new Range("events", 0, 1, 2))));
        for (int length = 4 + 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> find(part)).isInstanceOf(UnreadableCheckpointException.class);
        }
    }
}
