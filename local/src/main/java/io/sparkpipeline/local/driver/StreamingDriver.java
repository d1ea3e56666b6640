package io.sparkpipeline.local.driver;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ModuleClassPath;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the streaming job is started as a process: with its own class path, as in its image, and with the JVM options
 * that Spark needs.
 */
public final class StreamingDriver {

    private static final String MODULE = "streaming-job";
    private static final String MAIN = "io.sparkpipeline.streaming.StreamMain";

    private StreamingDriver() {}

    /**
     * The driver's JVM.
     *
     * @param folder for its log and Spark's scratch files
     * @param heapMegabytes the heap's limit
     * @param arguments of the {@code stream} command, without {@code --ui-port}
     * @throws JobException when the streaming job was not built
     */
    public static ChildJvm jvm(Path folder, int heapMegabytes, List<String> arguments) throws IOException {
        return ChildJvm.of("driver", MAIN, folder)
                .withClassPath(ModuleClassPath.of(ProjectHome.locate(), MODULE))
                .withJvmOptions(jvmOptions(folder, heapMegabytes))
                .withArguments(arguments)
                // A machine whose name does not resolve must not matter to a Spark that stays on it.
                .withEnvironment(Map.of("SPARK_LOCAL_IP", "127.0.0.1", "SPARK_LOCAL_HOSTNAME", "localhost"));
    }

    private static List<String> jvmOptions(Path folder, int heapMegabytes) throws IOException {
        List<String> options = new ArrayList<>();
        options.add("-Xmx" + heapMegabytes + "m");
        options.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        options.addAll(List.of(sparkOptions().strip().split("\\s+")));
        return options;
    }

    /** The parent pom's {@code spark.jvm.options}, put into this resource by the build. */
    private static String sparkOptions() throws IOException {
        try (InputStream resource = StreamingDriver.class.getResourceAsStream("jvm-options.txt")) {
            return new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
