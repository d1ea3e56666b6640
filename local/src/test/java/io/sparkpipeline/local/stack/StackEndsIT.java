package io.sparkpipeline.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.process.Interrupt;
import io.sparkpipeline.local.work.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a stack ends, it leaves no process, no held lock, and no folder that the next run would trip over. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks for processes under /proc")
class StackEndsIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path one;

    @TempDir
    Path two;

    @Test
    void twoAtOnceAreBothExact() throws Exception {
        try (Launched first = Launched.start(one, 4_000, 1);
                Launched second = Launched.start(two, 4_000, 1)) {
            for (Launched each : List.of(first, second)) {
                assertThat(each.awaitExit(LONG)).as(each::log).isTrue();
                assertThat(each.process().exitValue()).as(each::log).isZero();
                assertThat(each.children()).isEmpty();
            }
        }
        assertThat(folders(one)).isEmpty();
        assertThat(folders(two)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3 http", "kafka 127", "Ready"})
    void killedAtARandomMomentItLeavesNothing(String step) throws Exception {
        try (Launched stack = Launched.start(one, 1_000_000, 0)) {
            assertThat(stack.says(step, LONG)).as(stack::log).isTrue();
            long seed = System.nanoTime();
            long millis = new SplittableRandom(seed).nextLong(3_000);
            Pauses.pace(Duration.ofMillis(millis));
            stack.signal("KILL");
            await("no process, killed " + millis + " ms after '" + step + "'")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(stack.children()).isEmpty());
            assertThat(folders(one)).as("a killed run can't clean up").hasSize(1);
            WorkDirectory.open(null, one, false, Clocks.system()).close();
            assertThat(folders(one)).as("the next run does").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3 http", "Ready"})
    void interruptedItStopsInOrderAndCleansUp(String step) throws Exception {
        try (Launched stack = Launched.start(one, 1_000_000, 0)) {
            assertThat(stack.says(step, LONG)).as(stack::log).isTrue();
            Interrupt interrupt = Interrupt.here();
            stack.signal(interrupt.name());
            assertThat(stack.awaitExit(Duration.ofSeconds(30))).as(stack::log).isTrue();
            assertThat(stack.process().exitValue()).isEqualTo(interrupt.exitCode());
            assertThat(stack.children()).isEmpty();
            assertThat(folders(one)).isEmpty();
        }
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory).toList();
        }
    }
}
