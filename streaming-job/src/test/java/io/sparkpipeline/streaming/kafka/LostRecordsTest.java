package io.sparkpipeline.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class LostRecordsTest {

    private static final TopicPartition P = new TopicPartition("t", 0);
    private static final TopicPartition Q = new TopicPartition("t", 3);

    private static LostRecords compare(long wanted, String... known) {
        return LostRecords.compare(Map.of(P, wanted), Map.of(), topic("a"), Set.of(known));
    }

    private static HeldTopic topic(String id) {
        return new HeldTopic("t", id, Map.of(P, 5L), Map.of(P, 9L));
    }

    @Test
    void within_the_topic_nothing_is_lost_both_ends_included() {
        for (long wanted : new long[] {5, 7, 9}) {
            for (String[] known : new String[][] {{"a"}, {}, {"b", "a"}}) {
                assertThat(compare(wanted, known)).isEqualTo(new LostRecords(Map.of(P, wanted), 0, List.of(), "a"));
            }
        }
    }

    @Test
    void before_the_first_record_the_difference_is_lost() {
        LostRecords lost = compare(2, "a");
        assertThat(lost.lost()).isEqualTo(3);
        assertThat(lost.starts()).containsEntry(P, 5L);
        assertThat(lost.details()).containsExactly("t-0: offsets 2 to 4 were removed");
    }

    @Test
    void another_topic_of_that_name_is_read_from_its_first_records_however_many_it_has() {
        HeldTopic anew = new HeldTopic("t", "b", Map.of(P, 0L, Q, 0L), Map.of(P, 900L, Q, 900L));
        LostRecords lost = LostRecords.compare(Map.of(P, 7L), Map.of(), anew, Set.of("a"));
        assertThat(lost.starts()).isEqualTo(Map.of(P, 0L, Q, 0L));
        assertThat(lost.details()).singleElement().asString().contains("(its id was a, and is b)", "--same-topic-id=b");
        assertThat(lost.topicId()).isEqualTo("b");
    }

    @Test
    void what_is_not_known_by_its_id_may_be_another_topic_past_its_end() {
        LostRecords lost = compare(20);
        assertThat(lost.lost()).isZero();
        assertThat(lost.starts()).containsEntry(P, 5L);
        assertThat(lost.details()).singleElement().asString().contains("was it made anew?");
    }

    /** Read from its first record, what it still has would count twice. */
    @Test
    void the_same_topic_that_was_cut_off_is_gone_on_with_at_its_end() {
        LostRecords lost = compare(20, "a");
        assertThat(lost.starts()).containsEntry(P, 9L);
        assertThat(lost.details())
                .singleElement()
                .asString()
                .contains("ends at 9, before offset 20 that was read up to; it was cut off");
    }

    /** Its state is older than what was published: that it can still be gone on from is no reason to be silent. */
    @Test
    void what_was_cut_off_behind_the_state_is_told_of_too() {
        LostRecords lost = LostRecords.compare(Map.of(P, 7L), Map.of(P, 20L), topic("a"), Set.of("a"));
        assertThat(lost.starts()).containsEntry(P, 7L);
        assertThat(lost.details())
                .singleElement()
                .asString()
                .contains("ends at 9, before offset 20 that was read up to");
        assertThat(LostRecords.compare(Map.of(P, 7L), Map.of(P, 9L), topic("a"), Set.of("a"))
                        .details())
                .isEmpty();
    }

    @Test
    void a_partition_that_is_there_no_more_is_told_of_and_left_out() {
        LostRecords lost = LostRecords.compare(Map.of(P, 7L, Q, 40L), Map.of(), topic("a"), Set.of());
        assertThat(lost.starts()).isEqualTo(Map.of(P, 7L));
        assertThat(lost.details())
                .containsExactly(
                        "t-3: is there no more, and was read up to offset 40; the topic was made anew with fewer partitions");
    }

    /** Left out, it would be read from its first record, and count twice, as soon as it is there again. */
    @Test
    void a_partition_of_the_same_topic_that_a_broker_does_not_know_is_waited_for() {
        assertThatThrownBy(() -> LostRecords.compare(Map.of(P, 7L, Q, 40L), Map.of(), topic("a"), Set.of("a")))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY))
                .hasMessageContaining("does not tell of t-3");
    }
}
