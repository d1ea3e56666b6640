package io.sparkpipeline.local.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Clock CLOCK = Clocks.system();

    @TempDir
    Path parent;

    @Test
    void aFreshFolderIsMarkedAndGoesAtTheEnd() throws IOException {
        WorkDirectory work = open(null);
        assertThat(RunMarker.kindOf(work.path())).isEqualTo(RunMarker.Kind.RUN);
        Files.writeString(work.folder("data").resolve("file"), "x");
        work.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void twoRunsHaveTwoFolders() throws IOException {
        try (WorkDirectory one = open(null);
                WorkDirectory two = open(null)) {
            assertThat(one.path()).isNotEqualTo(two.path()).exists();
        }
    }

    @Test
    void linksAreRemovedAndNotFollowed() throws IOException {
        Path precious = Files.writeString(parent.resolve("precious"), "x");
        WorkDirectory work = open(null);
        Files.createSymbolicLink(work.folder("data").resolve("link"), parent);
        work.close();
        assertThat(precious).exists();
    }

    @Test
    void aKeptFolderStaysAndIsNeverTakenForADeadRuns() throws IOException {
        WorkDirectory work = WorkDirectory.open(null, parent, true, CLOCK);
        Files.writeString(work.path().resolve("file"), "x");
        work.close();
        open(null).close();
        assertThat(work.path().resolve("file")).exists();
        assertUsage(work.path(), "was kept");
    }

    @Test
    void aGivenFolderThatWasThereStaysEmpty() throws IOException {
        Path given = Files.createDirectory(parent.resolve("mine"));
        open(given).close();
        assertThat(given).isEmptyDirectory();
    }

    @Test
    void aGivenFolderThatIsNotEmptyIsRefusedAndLosesNothing() throws IOException {
        Path given = Files.createDirectory(parent.resolve("mine"));
        Path file = Files.writeString(given.resolve("thesis.txt"), "x");
        assertUsage(given, "not empty");
        assertThat(given.toFile().list()).containsExactly(file.getFileName().toString());
    }

    @Test
    void aFolderThatCantBeMadeIsAUsageError() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        assertUsage(file.resolve("below"), "can't be used");
    }

    @Test
    void aFolderHeldByThisProcessIsRefused() throws IOException {
        try (WorkDirectory work = open(parent.resolve("mine"))) {
            assertUsage(work.path(), "in use by another run");
            Files.writeString(work.path().resolve("file"), "x");
            assertUsage(work.path(), "in use by another run");
            assertThat(work.path().resolve("file")).exists();
        }
    }

    @Test
    void aFolderHeldByAnotherProcessIsRefusedAndCleanedOnceThatIsKilled() throws Exception {
        Path given = parent.resolve("mine");
        try (CloseStack stack = CloseStack.closedAtShutdown()) {
            ChildProcess run = stack.open(() -> holder(given));
            await().atMost(LONG).until(() -> Files.exists(given.resolve("half-written")));
            assertUsage(given, "in use by another run");
            assertThat(given.resolve("half-written")).exists();
            run.kill();
            try (WorkDirectory work = open(given)) {
                assertThat(work.path().resolve("half-written")).doesNotExist();
            }
        }
    }

    @Test
    void foldersOfKilledRunsAreRemovedByTheNextOfAnyone() throws Exception {
        try (CloseStack stack = CloseStack.closedAtShutdown()) {
            ChildProcess run = stack.open(() -> holder(null));
            await().atMost(LONG).until(() -> leftovers().findAny().isPresent());
            open(null).close();
            assertThat(leftovers()).as("the folder of a live run").hasSize(1);
            run.kill();
            open(null).close();
            assertThat(leftovers()).isEmpty();
        }
    }

    @Test
    void sigtermCleansUp() throws Exception {
        try (CloseStack stack = CloseStack.closedAtShutdown()) {
            ChildProcess run = stack.open(() -> holder(null));
            await().atMost(LONG).until(() -> leftovers().findAny().isPresent());
            run.terminate();
            assertThat(run.awaitExit(LONG)).isTrue();
            assertThat(parent.toFile().list()).containsExactly("holder.log");
        }
    }

    @Test
    void aRunKilledBeforeItsMarkerIsRemovedLaterAndNotAtOnce() throws IOException {
        Path folder = Files.createDirectory(parent.resolve(StaleRuns.PREFIX + "123"));
        Files.createFile(folder.resolve(RunLock.FILE));
        open(null).close();
        assertThat(folder).exists();
        Files.setLastModifiedTime(folder, FileTime.from(CLOCK.instant().minusSeconds(3600)));
        open(null).close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aForeignFolderOfTheSameNameIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(parent.resolve(StaleRuns.PREFIX + "notes"));
        Path file = Files.writeString(folder.resolve("notes.txt"), "x");
        Files.setLastModifiedTime(folder, FileTime.from(CLOCK.instant().minusSeconds(3600)));
        open(null).close();
        assertThat(file).exists();
    }

    private Stream<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.walk(parent)) {
            return all.filter(path -> path.endsWith("half-written")).toList().stream();
        }
    }

    private WorkDirectory open(@Nullable Path given) {
        return WorkDirectory.open(given, parent, false, CLOCK);
    }

    private void assertUsage(Path given, String message) {
        assertThatThrownBy(() -> open(given))
                .hasMessageContaining(message)
                .asInstanceOf(InstanceOfAssertFactories.type(JobException.class))
                .extracting(JobException::exitCode)
                .isEqualTo(ExitCode.USAGE);
    }

    private ChildProcess holder(@Nullable Path given) throws IOException {
        return ChildJvm.of("holder", Holder.class.getName(), parent)
                .withArguments(
                        given == null ? List.of(parent.toString()) : List.of(parent.toString(), given.toString()))
                .start();
    }

    /** A run that writes a file and stays. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            Path given = args.length > 1 ? Path.of(args[1]) : null;
            CloseStack stack = CloseStack.closedAtShutdown();
            WorkDirectory work = stack.open(() -> WorkDirectory.open(given, Path.of(args[0]), false, CLOCK));
            Files.writeString(work.path().resolve("half-written"), "x");
            Pauses.pace(Duration.ofMinutes(5));
        }
    }
}
