package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.snapshot.TestCluster.Ended;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotRunTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String NAME = "spark-checkpoint-pvc-202611221200";

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void createsWaitsAndReports() {
        Ended ended = cluster.run("--scheduled-time", NOON, "--output", "json");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("\"snapshot\":\"" + NAME + "\"", "\"restoreSizeBytes\":10737418240", "\"created\":true");
        assertThat(cluster.snapshots()).containsExactly(NAME);
        assertThat(cluster.eventReasons()).containsExactly("SnapshotReady");
    }
}
