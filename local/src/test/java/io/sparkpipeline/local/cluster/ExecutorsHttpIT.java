package io.sparkpipeline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.HttpSender;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.process.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events by HTTP, whose log the driver writes and the executors read. More executors die at once than the driver bears: as in
 * 05, only fewer and in a shorter time.
 */
class ExecutorsHttpIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration WINDOW = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    @Test
    void everyEventAnswered202IsCountedOnceWhileExecutorsDieUntilTheDriverGivesUp() throws Exception {
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            KafkaBroker kafka = closing.open(
                    () -> KafkaBroker.start(folder.resolve("kafka"), Map.of("aggregates", 2, "dead-letters", 1)));
            int port = FreePort.choose();
            Map<String, String> settings = new HashMap<>(SparkCluster.settings(folder, kafka.bootstrap()));
            settings.put("SOURCE", "http");
            settings.put("HTTP_PORT", Integer.toString(port));
            SparkCluster cluster = SparkCluster.start(
                    closing,
                    folder,
                    Map.of(
                            "spark.executor.maxNumFailures",
                            "1",
                            "spark.executor.failuresValidityInterval",
                            WINDOW.toSeconds() + "s"),
                    settings);
            HttpSender sender = closing.open(() -> HttpSender.start(port, new EventGenerator(7, 50), Clocks.system()));
            cluster.await("the first events", () -> cluster.metric("spark_streaming_records_total") > 0);
            twoDieOneAfterTheOther(cluster);
            cluster.executors().forEach(ChildProcess::kill);
            cluster.await("a recovery", () -> cluster.driver().recoveries().size() == 1);
            assertThat(cluster.exitCodes())
                    .as("SparkExitCode.EXCEED_MAX_EXECUTOR_FAILURES")
                    .containsExactly(11);
            // Spark halts the process, at times before the job has told of its end.
            assertThat(folder.resolve("driver/driver.log"))
                    .content()
                    .contains("Max number of executor failures")
                    .doesNotContain("\"exitCode\":143");
            long before = sender.accepted();
            cluster.await("more events", () -> sender.accepted() > before);
            InputTotals input = sender.stop();
            OutputTotals[] output = new OutputTotals[1];
            cluster.await("all to be counted", () -> {
                output[0] = OutputTotals.read(kafka.bootstrap(), "aggregates");
                return output[0].events() >= input.events();
            });
            cluster.driver().stop(LIMIT);
            Verdict verdict = Verdict.of(input, OutputTotals.read(kafka.bootstrap(), "aggregates"));
            assertThat(verdict.exact()).as("%s", verdict).isTrue();
        }
    }

    /** Each is forgotten before the next. */
    private static void twoDieOneAfterTheOther(SparkCluster cluster) {
        for (int loss = 1; loss <= 2; loss++) {
            ChildProcess executor = cluster.executor(0);
            executor.kill();
            cluster.awaitExecutors(Set.of(executor));
            Pauses.pace(WINDOW);
        }
        cluster.awaitLost(2);
        assertThat(cluster.exitCodes()).isEmpty();
    }
}
