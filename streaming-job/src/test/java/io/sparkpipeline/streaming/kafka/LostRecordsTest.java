package io.sparkpipeline.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class LostRecordsTest {

    private static final TopicPartition P = new TopicPartition("t", 0);

    private static LostRecords compare(long wanted, long first, long end) {
        return LostRecords.compare(Map.of(P, wanted), Map.of(P, first), Map.of(P, end));
    }

    @Test
    void within_the_topic_nothing_is_lost_both_ends_included() {
        for (long wanted : new long[] {5, 7, 9}) {
            assertThat(compare(wanted, 5, 9)).isEqualTo(new LostRecords(Map.of(P, wanted), 0, java.util.List.of()));
        }
    }

    @Test
    void before_the_first_record_the_difference_is_lost() {
        LostRecords lost = compare(2, 5, 9);
        assertThat(lost.lost()).isEqualTo(3);
        assertThat(lost.starts()).containsEntry(P, 5L);
        assertThat(lost.details()).containsExactly("t-0: offsets 2 to 4 were removed");
    }

    @Test
    void past_the_end_the_topic_is_another_one() {
        LostRecords lost = compare(20, 0, 9);
        assertThat(lost.lost()).isZero();
        assertThat(lost.starts()).containsEntry(P, 0L);
        assertThat(lost.details().get(0)).contains("was it made anew?");
    }

    @Test
    void a_partition_that_is_there_no_more_is_told_of_and_left_out() {
        TopicPartition gone = new TopicPartition("t", 3);
        LostRecords lost = LostRecords.compare(Map.of(P, 7L, gone, 40L), Map.of(P, 5L), Map.of(P, 9L));
        assertThat(lost.starts()).isEqualTo(Map.of(P, 7L));
        assertThat(lost.details())
                .containsExactly(
                        "t-3: is there no more, and was read up to offset 40; the topic was made anew with fewer partitions");
    }
}
