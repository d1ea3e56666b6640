package io.sparkpipeline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.JobException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoConfigTest {

    @TempDir
    private Path folder;

    private DemoConfig config(long events, int kills, int rate, Path report) {
        return new DemoConfig(events, 1000, kills, rate, 1, Duration.ofSeconds(1), 512, null, false, report);
    }

    @Test
    void eventsLastAsLongAsTheStory() {
        Path report = folder.resolve("r.html");
        assertThat(config(200_000, 3, 0, report).eventsPerSecond()).isBetween(2_000, 3_500);
        assertThat(config(1_000_000, 6, 0, report).eventsPerSecond()).isBetween(7_000, 12_000);
        assertThat(config(10, 0, 0, report).eventsPerSecond()).isEqualTo(50);
        assertThat(config(10, 0, 77, report).eventsPerSecond()).isEqualTo(77);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> config(0, -1, -5, folder))
                .isInstanceOfSatisfying(
                        JobException.class,
                        e -> assertThat(e.happened())
                                .contains("--events (EVENTS)")
                                .contains("--kills (KILLS)")
                                .contains("--rate (RATE)")
                                .contains("--report (REPORT)"));
    }
}
