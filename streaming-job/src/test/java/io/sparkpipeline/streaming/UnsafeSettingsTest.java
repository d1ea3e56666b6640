package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.streaming.config.StreamConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnsafeSettingsTest {

    private static final Map<String, String> UNSAFE = Map.of(
            "spark.streaming.concurrentJobs", "4",
            "spark.cleaner.referenceTracking.cleanCheckpoints", "true",
            "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
            "spark.io.compression.codec", "snappy",
            "spark.streaming.clock", "org.apache.spark.util.ManualClock");

    private static final Map<String, String> SAFE = Map.of(
            "spark.streaming.concurrentJobs", "1",
            "spark.cleaner.referenceTracking.cleanCheckpoints", "FALSE",
            "spark.serializer", "org.apache.spark.serializer.JavaSerializer",
            "spark.io.compression.codec", "ZSTD",
            "spark.streaming.clock", "org.apache.spark.util.SystemClock",
            "spark.checkpoint.compress", "true",
            "spark.speculation", "true",
            "spark.task.maxFailures", "1");

    private final Map<String, String> set = new HashMap<>();

    @TempDir
    private Path folder;

    /** As spark-submit hands on what --conf and spark-defaults.conf say. */
    private void set(Map<String, String> properties) {
        set.putAll(properties);
        properties.forEach(System::setProperty);
    }

    @AfterEach
    void forget() {
        set.keySet().forEach(System::clearProperty);
    }

    private StreamConfig config() {
        StreamCommand command = new StreamCommand();
        CommandLines.create(command, Environment.of(Map.of()))
                .parseArgs(
                        "--kafka-bootstrap",
                        "127.0.0.1:1",
                        "--kafka-timeout",
                        "1s",
                        "--ui-port",
                        "0",
                        "--checkpoint-path",
                        folder.toString());
        return command.config().checked();
    }

    @Test
    void the_stream_does_not_begin_with_them_and_all_are_told_at_once() {
        set(UNSAFE);
        JobException end = catchThrowableOfType(
                JobException.class, () -> new StreamJob(config(), Clocks.system(), new StopSignal()).run());
        assertThat(end.exitCode()).isEqualTo(ExitCode.USAGE);
        UNSAFE.forEach((name, value) -> assertThat(end).hasMessageContaining(name + " is " + value + ": "));
        assertThat(end.next()).contains("--conf");
        assertThat(folder).isEmptyDirectory();
    }

    /** Of a number that is none Spark itself would make a stack trace. */
    @Test
    void what_is_no_value_at_all_is_told_as_well() {
        set(Map.of("spark.streaming.concurrentJobs", "one"));
        assertThat(catchThrowableOfType(JobException.class, () -> SparkSettings.of(config())))
                .hasMessageContaining("spark.streaming.concurrentJobs is one: ");
    }

    @Test
    void others_and_the_defaults_said_aloud_are_the_users_choice() {
        set(SAFE);
        assertThat(SparkSettings.of(config()).get("spark.streaming.stopGracefullyOnShutdown"))
                .isEqualTo("false");
    }
}
