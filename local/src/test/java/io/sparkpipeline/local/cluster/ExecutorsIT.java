package io.sparkpipeline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.deploy.Roles;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream with executors of its own on Kubernetes. They are killed at random moments, one is deleted while a state
 * checkpoint is written, then the driver is killed. The number of these rounds is {@code -Ddriver.kills} (1), of the
 * executors killed in each {@code -Dexecutor.kills} (2), the seed {@code -Dchaos.seed}.
 */
class ExecutorsIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorsIT.class);
    private static final int EXECUTOR_KILLS = Integer.getInteger("executor.kills", 2);
    private static final int DRIVER_KILLS = Integer.getInteger("driver.kills", 1);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int KEYS = 100;
    private static final int RATE = 500;

    @TempDir
    private Path folder;

    @Test
    void totalsAreExactThroughLostExecutorsAndDriversWithinTheRole() throws Exception {
        LOG.info("chaos.seed={} executor.kills={} driver.kills={}", SEED, EXECUTOR_KILLS, DRIVER_KILLS);
        Random random = new Random(SEED);
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            KafkaBroker kafka = closing.open(() -> KafkaBroker.start(
                    folder.resolve("kafka"), Map.of("events", 4, "aggregates", 4, "dead-letters", 1)));
            SparkCluster cluster = SparkCluster.start(
                    closing,
                    folder,
                    Map.of(
                            "spark.executor.heartbeatInterval", "1s",
                            "spark.storage.blockManagerHeartbeatTimeoutMs", "5s",
                            "spark.network.timeoutInterval", "1s",
                            "spark.shuffle.io.connectionTimeout", "5s"),
                    SparkCluster.settings(folder, kafka.bootstrap()));
            SteadyProducer producer = closing.open(() -> SteadyProducer.start(
                    kafka.bootstrap(),
                    "events",
                    new EventGenerator(SEED, KEYS),
                    new SteadyProducer.Load(Long.MAX_VALUE, RATE),
                    Clocks.system()));
            cluster.await("the first batch", cluster.driver()::counts);
            cluster.awaitExecutors(Set.of());
            for (int driverKill = 1; driverKill <= DRIVER_KILLS; driverKill++) {
                for (int kill = 1; kill <= EXECUTOR_KILLS; kill++) {
                    killExecutor(cluster, random);
                }
                deleteExecutorDuringStateCheckpoint(cluster, random);
                cluster.awaitLost(EXECUTOR_KILLS + 1);
                killDriver(cluster, driverKill);
            }
            silenceExecutor(cluster, random);
            producer.stop();
            assertThat(producer.awaitDone(LIMIT)).isTrue();
            InputTotals input = InputTotals.read(kafka.bootstrap(), "events");
            assertThat(cluster.driver().awaitCounted("events", input.events(), LIMIT))
                    .isTrue();
            List<ChildProcess> last = cluster.executors();
            ChildProcess driver = cluster.driver().process().orElseThrow();
            cluster.driver().stop(LIMIT);
            assertThat(driver.exitCode()).hasValue(ExitCode.TERMINATED.code());
            assertThat(SparkCluster.end(last)).isTrue();
            Verdict verdict = Verdict.of(input, OutputTotals.read(kafka.bootstrap(), "aggregates"));
            LOG.info("{}; recoveries {}", verdict, cluster.driver().recoveries());
            assertThat(verdict.exact()).as("%s", verdict).isTrue();
            theRoleIsWhatIsUsed(cluster.used());
        }
    }

    private Path checkpoints() {
        return SparkCluster.checkpoints(folder);
    }

    private static void killExecutor(SparkCluster cluster, Random random) {
        Pauses.pace(Duration.ofMillis(random.nextInt(2_000)));
        ChildProcess executor = cluster.executor(random.nextInt(SparkCluster.EXECUTORS));
        executor.kill();
        LOG.info("SIGKILL of {}", executor);
        cluster.awaitExecutors(Set.of(executor));
    }

    /** As on a node that hangs or is cut off: no connection breaks. It goes on with what it was at until its pod is ended. */
    private static void silenceExecutor(SparkCluster cluster, Random random) throws IOException {
        ChildProcess executor = cluster.executor(random.nextInt(SparkCluster.EXECUTORS));
        executor.pause();
        LOG.info("SIGSTOP of {}", executor);
        cluster.awaitExecutors(Set.of(executor));
        cluster.awaitLost(1);
    }

    private void deleteExecutorDuringStateCheckpoint(SparkCluster cluster, Random random) {
        awaitStateCheckpoint(cluster);
        ChildProcess executor = cluster.executor(random.nextInt(SparkCluster.EXECUTORS));
        cluster.delete(executor);
        LOG.info("{} is deleted during a state checkpoint", executor);
        cluster.awaitExecutors(Set.of(executor));
        assertThat(SparkCluster.end(List.of(executor))).isTrue();
    }

    /** Its executors end by themselves, and with its pod theirs go. */
    private static void killDriver(SparkCluster cluster, int kill) {
        List<ChildProcess> executors = cluster.executors();
        cluster.driver().kill();
        LOG.info("SIGKILL of the driver");
        assertThat(SparkCluster.end(executors)).isTrue();
        cluster.await("a recovery", () -> cluster.driver().recoveries().size() == kill);
        cluster.awaitExecutors(Set.copyOf(executors));
    }

    private void awaitStateCheckpoint(SparkCluster cluster) {
        Set<Path> before = beingWritten();
        cluster.await("a state checkpoint", () -> beingWritten().stream().anyMatch(file -> !before.contains(file)));
    }

    private Set<Path> beingWritten() {
        try (Stream<Path> files = Files.walk(checkpoints(), 3)) {
            return files.filter(file -> file.getFileName().toString().matches("\\.part-\\d+-attempt-\\d+|part-00000"))
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            // Files come and go under the walk.
            return Set.of();
        }
    }

    private static void theRoleIsWhatIsUsed(Set<KubeAction> used) {
        assertThat(Roles.permitted("spark-driver"))
                .as("nothing else was asked for, and nothing is allowed that was not")
                .isEqualTo(used);
    }
}
