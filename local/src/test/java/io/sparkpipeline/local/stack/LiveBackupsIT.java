package io.sparkpipeline.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.backup.BackupCommand;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.local.stage.Stage;
import io.sparkpipeline.local.work.WorkDirectory;
import io.sparkpipeline.restore.RestoreCommand;
import io.sparkpipeline.streaming.StreamCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups one after another while the driver writes: each restores, and what is restored can be recovered from. Beside
 * each, the folder is copied as {@code aws s3 sync} does, files listed first and then read ten at a time, 20 ms each; how
 * many of these copies are torn is printed. The number of backups is {@code -Dbackups} (4).
 */
class LiveBackupsIT {

    private static final int BACKUPS = Integer.getInteger("backups", 4);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration REQUEST = Duration.ofMillis(20);
    private static final int AT_ONCE = 10;

    @TempDir
    private Path folder;

    @Test
    void eachBackupOfALiveCheckpointRestoresAndIsAccepted() throws Exception {
        Clock clock = Clocks.system();
        int torn = 0;
        int damaged = 0;
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            WorkDirectory work = closing.open(() -> WorkDirectory.open(null, folder, false, clock));
            Stage stage = Stage.open(work, closing, clock);
            DriverSupervisor driver = stage.startDriver(512, Duration.ofMillis(500), event -> {});
            SteadyProducer unused =
                    stage.startProducer(new EventGenerator(1, 5_000), new SteadyProducer.Load(Long.MAX_VALUE, 500));
            assertThat(driver.await(LIMIT, () -> isAccepted(stage.checkpoint()) && hasState(stage.checkpoint())))
                    .isTrue();
            for (int i = 1; i <= BACKUPS; i++) {
                assertThat(run(stage, new BackupCommand(), "run", "--source=" + stage.checkpoint())
                                .exit())
                        .isZero();
                Path restored = folder.resolve("restored");
                CommandRun restore = run(
                        stage,
                        new RestoreCommand(),
                        "run",
                        "--target=" + restored,
                        "--kafka-bootstrap=" + stage.kafka().bootstrap());
                assertThat(restore.exit()).isZero();
                assertThat(restore.out()).containsPattern("still holds every record since the backup: [1-9][0-9,]* to");
                assertThat(isAccepted(restored)).as("backup %d", i).isTrue();
                List<Path> state = state(restored);
                if (!state.isEmpty()) {
                    loseLastPart(state);
                    assertThat(isAccepted(restored)).as("without a last part").isFalse();
                    damaged++;
                }
                Path copy = folder.resolve("copy");
                copyFileByFile(stage.checkpoint(), copy);
                torn += isAccepted(copy) ? 0 : 1;
                FileTrees.delete(restored);
                FileTrees.delete(copy);
            }
        }
        assertThat(damaged).as("backups with state").isPositive();
        System.out.println(
                BACKUPS + " backups of a live checkpoint: all restored and accepted; of as many plain copies " + torn
                        + " are torn");
    }

    private static CommandRun run(Stage stage, Object command, String... arguments) {
        System.setProperty("aws.accessKeyId", LocalS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalS3.SECRET_KEY);
        List<String> where = List.of(
                "--app=" + Stage.APP,
                "--bucket=" + stage.s3().bucket(),
                "--endpoint=" + stage.s3().endpoint(),
                "--region=" + LocalS3.REGION);
        CommandRun run = CommandRun.of(
                command,
                Map.of(),
                Stream.concat(Stream.of(arguments), where.stream()).toArray(String[]::new));
        if (run.exit() != 0) {
            System.err.println(run);
        }
        return run;
    }

    /** With the partitioner, so that only the pipeline's fingerprint still says how many parts there were. */
    private static void loseLastPart(List<Path> state) throws IOException {
        Path last = state.get(state.size() - 1);
        assertThat(last.getFileName()).hasToString("part-00003");
        Files.delete(last);
        Files.delete(last.resolveSibling("_partitioner"));
    }

    private static boolean hasState(Path checkpoint) {
        try {
            return !state(checkpoint).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> state(Path checkpoint) throws IOException {
        return files(checkpoint).stream()
                .filter(file -> file.toString().matches(".*/rdd-\\d+/(part-\\d+|_partitioner)"))
                .sorted()
                .toList();
    }

    private static boolean isAccepted(Path checkpoint) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return CommandLines.run(
                        new StreamCommand(),
                        Environment.of(Map.of()),
                        nowhere,
                        nowhere,
                        "verify-checkpoint",
                        "--checkpoint-path=" + checkpoint)
                == 0;
    }

    private static void copyFileByFile(Path source, Path target) throws Exception {
        List<Path> files = files(source);
        ExecutorService copying = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<?> copied : files.stream()
                    .map(file -> copying.submit(() -> copy(file, target.resolve(source.relativize(file)))))
                    .toList()) {
                copied.get();
            }
        } finally {
            copying.shutdownNow();
        }
    }

    /** What comes and goes meanwhile may be there or not. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static Path copy(Path file, Path target) throws IOException {
        Pauses.pace(REQUEST);
        Files.createDirectories(target.getParent());
        try {
            return Files.copy(file, target);
        } catch (NoSuchFileException e) {
            // The tool warns, and goes on.
            return file;
        }
    }
}
