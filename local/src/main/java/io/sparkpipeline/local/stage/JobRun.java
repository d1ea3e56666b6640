package io.sparkpipeline.local.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.process.ModuleClassPath;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Runs one of the jobs to its end as its image would: a JVM of its own, the module's own class path, options and
 * variables, and the report from its termination log.
 *
 * @param module the folder of the job
 * @param mainClass its entry point
 * @param directory for its log and report
 * @param environment its variables
 * @param closing ends the process with the rest, should the run be ended while it works
 */
public record JobRun(
        String module, String mainClass, Path directory, Map<String, String> environment, CloseStack closing) {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    /**
     * A job's end.
     *
     * @param report its JSON report
     * @param seconds the life of its process
     */
    public record Ended(JsonNode report, double seconds) {}

    public static JobRun backup(Path directory, Map<String, String> environment, CloseStack closing) {
        return new JobRun(
                "checkpoint-backup-job", "io.sparkpipeline.backup.BackupMain", directory, environment, closing);
    }

    public static JobRun restore(Path directory, Map<String, String> environment, CloseStack closing) {
        return new JobRun("restore-job", "io.sparkpipeline.restore.RestoreMain", directory, environment, closing);
    }

    public static JobRun snapshot(Path directory, Map<String, String> environment, CloseStack closing) {
        return new JobRun("snapshot-job", "io.sparkpipeline.snapshot.SnapshotMain", directory, environment, closing);
    }

    /** Starts it, for as long as it runs. */
    public ChildProcess start(String name, List<String> arguments) throws IOException {
        return jvm(name, arguments, directory.resolve(name + "-report.json")).start();
    }

    /**
     * Runs it to its end.
     *
     * @param name of the run, for its log
     * @throws JobException when it does not end with 0
     */
    public Ended run(String name, List<String> arguments) throws Exception {
        Path report = directory.resolve(name + "-report.json");
        Files.deleteIfExists(report);
        long begin = System.nanoTime();
        try (ChildProcess process = closing.open(() -> start(name, arguments))) {
            process.awaitExit(LIMIT);
            OptionalInt exit = process.exitCode();
            if (exit.isEmpty() || exit.orElseThrow() != 0) {
                throw JobException.failed(
                        "the job '" + name + "' ended with "
                                + (exit.isEmpty() ? "nothing within " + LIMIT : "exit code " + exit.orElseThrow())
                                + "; its last lines:\n" + process.failure(15),
                        "the data of this run is in the work directory until it ends",
                        "run again with --keep-work-dir and read the logs");
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Ended(new ObjectMapper().readTree(Files.readString(report)), seconds);
    }

    private ChildJvm jvm(String name, List<String> arguments, Path report) throws IOException {
        Files.createDirectories(directory);
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("TERMINATION_LOG", report.toString());
        List<String> all = new ArrayList<>(arguments);
        return ChildJvm.of(name, mainClass, directory)
                .withClassPath(ModuleClassPath.of(ProjectHome.locate(), module))
                .withJvmOptions(List.of("-Xmx256m", "-XX:+UseSerialGC"))
                .withArguments(all)
                .withEnvironment(variables);
    }
}
