package io.sparkpipeline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final CloseStack stack = CloseStack.closedAtShutdown();

    @AfterEach
    void endChildren() {
        stack.close();
    }

    @Test
    void theExitCodeIsTheChildsOwn() throws Exception {
        ChildProcess child = start(Children.Exiting.class, "65");
        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(65);
        assertThat(child.logTail(5)).contains("ends with 65");
    }

    @Test
    void anExceptionOutOfMainEndsTheChildAsJavaDoes() throws Exception {
        ChildProcess child = start(Children.Throwing.class);
        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(1);
        assertThat(child.logTail(50)).contains("IllegalStateException: thrown by the child");
    }

    @Test
    void sigtermRunsTheChildsHooks() throws Exception {
        ChildProcess child = startWaiting();
        child.terminate();
        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(143);
        assertThat(child.logTail(5)).contains("hook ran");
    }

    @Test
    void sigkillRunsNothing() throws Exception {
        ChildProcess child = startWaiting();
        child.kill();
        assertThat(child.isAlive()).isFalse();
        assertThat(child.exitCode()).hasValue(137);
        assertThat(child.logTail(5)).doesNotContain("hook ran");
    }

    @Test
    void aKeyboardInterruptIsLeftToTheParent() throws Exception {
        ChildProcess child = startWaiting();
        signal("INT", child.pid());
        signal("HUP", child.pid());
        child.terminate();
        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.exitCode())
                .as("by SIGTERM, not by SIGINT (130) or SIGHUP (129)")
                .hasValue(143);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPausedChildStandsStillAndGoesOn() throws Exception {
        ChildProcess child = startWaiting();
        child.pause();
        await().untilAsserted(() -> assertThat(stateOf(child.pid())).isEqualTo("T"));
        child.resume();
        await().untilAsserted(() -> assertThat(stateOf(child.pid())).isNotEqualTo("T"));
        assertThat(child.isAlive()).isTrue();
        child.pause();
        child.kill();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void residentMemoryIsKnownWhileItRuns() throws Exception {
        ChildProcess child = startWaiting();
        assertThat(child.peakResidentBytes()).isPresent();
        assertThat(child.peakResidentBytes().orElseThrow()).isBetween(10_000_000L, 1_000_000_000L);
        child.kill();
        assertThat(child.peakResidentBytes()).isEmpty();
    }

    @Test
    void onlyNamedVariablesAndThoseGivenReachTheChild() throws Exception {
        ChildProcess child = stack.open(() -> ChildJvm.of("speaking", Children.Speaking.class.getName(), folder)
                .withArguments(List.of("PATH", "GIVEN", "JAVA_TOOL_OPTIONS"))
                .withEnvironment(Map.of("GIVEN", "yes"))
                .start());
        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.logTail(5))
                .contains("GIVEN=yes", "JAVA_TOOL_OPTIONS=null")
                .doesNotContain("PATH=null");
    }

    @Test
    void childrenOfAKilledParentEndEvenWhenPaused() throws Exception {
        ChildProcess parent = start(Children.Parent.class, folder.toString());
        List<ProcessHandle> children = childrenOf(parent);
        parent.kill();
        await().atMost(LONG).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void childrenOfAnInterruptedParentEnd() throws Exception {
        // Without the tether's own handler in between, as a launcher runs.
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Children.Parent.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("parent.log").toFile())
                .start();
        try {
            List<ProcessHandle> children = pids();
            Interrupt interrupt = Interrupt.here();
            signal(interrupt.name(), parent.pid());
            await().atMost(LONG).until(() -> !parent.isAlive());
            assertThat(parent.exitValue()).isEqualTo(interrupt.exitCode());
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        } finally {
            parent.destroyForcibly();
        }
    }

    private List<ProcessHandle> childrenOf(ChildProcess parent) {
        await().atMost(LONG)
                .conditionEvaluationListener(condition -> assertThat(parent.isAlive())
                        .as(() -> parent.logTail(30))
                        .isTrue())
                .until(() -> Files.exists(folder.resolve("pids")));
        return pids();
    }

    private List<ProcessHandle> pids() {
        await().atMost(LONG).until(() -> Files.exists(folder.resolve("pids")));
        try {
            return Files.readAllLines(folder.resolve("pids")).stream()
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ChildProcess startWaiting() throws Exception {
        ChildProcess child = start(Children.Waiting.class);
        await().atMost(LONG).until(() -> child.logTail(5).contains("up"));
        return child;
    }

    private ChildProcess start(Class<?> main, String... arguments) throws Exception {
        return stack.open(() -> ChildJvm.of(main.getSimpleName(), main.getName(), folder)
                .withArguments(List.of(arguments))
                .withJvmOptions(List.of("-Xmx64m"))
                .start());
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The state letter of proc(5). */
    private static String stateOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
