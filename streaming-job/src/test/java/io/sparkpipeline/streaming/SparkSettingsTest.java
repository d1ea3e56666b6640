package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.config.StreamConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkSettingsTest {

    private static final String CONCURRENT = "spark.streaming.concurrentJobs";
    private static final String CLEAN = "spark.cleaner.referenceTracking.cleanCheckpoints";

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        List.of(CONCURRENT, CLEAN).forEach(System::clearProperty);
    }

    private StreamConfig config() {
        StreamCommand command = new StreamCommand();
        CommandLines.create(command, Environment.of(Map.of()))
                .parseArgs("--kafka-bootstrap", "127.0.0.1:1", "--checkpoint-path", folder.toString());
        return command.config().checked();
    }

    @Test
    void what_would_lose_state_is_refused_all_at_once() {
        System.setProperty(CONCURRENT, "4");
        System.setProperty(CLEAN, "true");
        assertThatThrownBy(() -> SparkSettings.of(config()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(CONCURRENT + " is 4")
                .hasMessageContaining(CLEAN + " is true");
    }

    @Test
    void the_defaults_said_aloud_are_fine() {
        System.setProperty(CONCURRENT, "1");
        System.setProperty(CLEAN, "false");
        assertThat(SparkSettings.of(config()).get("spark.streaming.stopGracefullyOnShutdown"))
                .isEqualTo("false");
    }
}
