package io.sparkpipeline.local.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverSupervisorTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final CloseStack stack = CloseStack.closedAtShutdown();
    private final List<DriverEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        stack.close();
    }

    @Test
    void aKilledDriverIsStartedAgainAndTheRecoveryMeasured() throws Exception {
        DriverSupervisor driver = start();
        await().atMost(LONG).until(() -> saw(DriverEvent.Ready.class) == 1);
        assertThat(driver.restarts()).isZero();
        long first = pid(driver);
        driver.kill();
        assertThat(driver.await(LONG, () -> saw(DriverEvent.Recovered.class) == 1))
                .isTrue();
        assertThat(pid(driver)).isNotEqualTo(first);
        assertThat(driver.restarts()).isEqualTo(1);
        assertThat(driver.recoveries())
                .singleElement()
                .satisfies(time -> assertThat(time).isBetween(Duration.ofMillis(500), LONG));
        assertThat(driver.peakResidentBytes()).isPositive();
        assertThat(events.stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("Started", "Ready", "Died", "Started", "Recovered");
        assertThat(events.get(2))
                .isInstanceOfSatisfying(
                        DriverEvent.Died.class,
                        death -> assertThat(death.exitCode()).isEqualTo(137));
    }

    @Test
    void itsStatusIsRead() throws Exception {
        DriverSupervisor driver = start();
        assertThat(driver.await(LONG, () -> driver.status().isPresent())).isTrue();
        assertThat(driver.status())
                .hasValueSatisfying(status -> assertThat(status)
                        .isEqualTo(new DriverStatus(
                                "running",
                                "checkpoint 1",
                                "2026-11-22T10:00:10Z",
                                1000,
                                0.25,
                                0.5,
                                42,
                                Map.of("events", Map.of(0, 7L, 1, 8L)),
                                5.0,
                                null)));
    }

    @Test
    void aStoppedDriverStaysDownUntilItIsResumed() throws Exception {
        DriverSupervisor driver = start();
        await().atMost(LONG).until(() -> saw(DriverEvent.Ready.class) == 1);
        ProcessHandle process = ProcessHandle.of(pid(driver)).orElseThrow();
        driver.stop(LONG);
        assertThat(process.isAlive()).isFalse();
        assertThat(driver.process()).isEmpty();
        await().during(Duration.ofMillis(1_500)).until(() -> driver.process().isEmpty());
        driver.resume();
        await().atMost(LONG).until(() -> saw(DriverEvent.Recovered.class) == 1);
        assertThat(saw(DriverEvent.Died.class)).isZero();
        assertThat(saw(DriverEvent.Stopped.class)).isEqualTo(1);
        assertThat(driver.recoveries()).as("a stop is no death").isEmpty();
    }

    @Test
    void aHopelessDriverIsGivenUpWithTheEndOfItsLog() throws Exception {
        Files.createFile(folder.resolve("die"));
        DriverSupervisor driver = start();
        assertThatThrownBy(() -> driver.await(Duration.ofMinutes(1), () -> false))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("5 times in a row")
                .hasMessageContaining("exit code 65")
                .hasMessageContaining("will not run");
        assertThat(saw(DriverEvent.GaveUp.class)).isEqualTo(1);
    }

    @Test
    void closingLeavesNoProcess() throws Exception {
        DriverSupervisor driver = start();
        await().atMost(LONG).until(() -> driver.process().isPresent());
        ProcessHandle process = ProcessHandle.of(pid(driver)).orElseThrow();
        driver.close();
        assertThat(process.isAlive()).isFalse();
        assertThat(saw(DriverEvent.Died.class)).isZero();
    }

    private DriverSupervisor start() throws Exception {
        ChildJvm jvm = ChildJvm.of("driver", StandInDriver.class.getName(), folder)
                .withJvmOptions(List.of("-Xmx64m"))
                .withArguments(List.of(folder.resolve("die").toString()));
        return stack.open(() -> DriverSupervisor.start(jvm, events::add, Clocks.system()));
    }

    private long saw(Class<? extends DriverEvent> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    private static long pid(DriverSupervisor driver) {
        return driver.process().map(ChildProcess::pid).orElseThrow();
    }
}
