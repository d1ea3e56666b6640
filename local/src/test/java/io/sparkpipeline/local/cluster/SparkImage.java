package io.sparkpipeline.local.cluster;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ModuleClassPath;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the streaming image: Spark's own jars, and in the same folder those that the image adds to them. */
final class SparkImage {

    private static final String MODULE = "streaming-job";

    private SparkImage() {}

    /**
     * All jars of {@code /opt/spark/jars}.
     *
     * @throws JobException where they were not collected, or those of Spark are of another version than the tests'
     */
    static List<String> classPath() {
        Path home = ProjectHome.locate();
        List<String> jars = new ArrayList<>(sparks(home));
        List<String> tested = ModuleClassPath.of(home, MODULE);
        jars.add(tested.get(0));
        jars.addAll(added(home, "dependencies"));
        jars.addAll(added(home, "common"));
        String core = tested.stream()
                .map(jar -> Path.of(jar).getFileName().toString())
                .filter(name -> name.startsWith("spark-core_"))
                .findFirst()
                .orElseThrow();
        if (jars.stream().noneMatch(jar -> jar.endsWith(File.separator + core))) {
            throw JobException.failed(
                    ".ci/spark-distribution.xml has not " + core,
                    "nothing was begun",
                    "set its spark.version to that of pom.xml");
        }
        return jars;
    }

    /** The jar with the main class. */
    static String applicationJar() {
        return ModuleClassPath.of(ProjectHome.locate(), MODULE).get(0);
    }

    private static List<String> sparks(Path home) {
        try {
            return List.of(Files.readString(home.resolve(".ci/target/classpath.txt"))
                    .strip()
                    .split(File.pathSeparator));
        } catch (IOException e) {
            throw notCollected(e);
        }
    }

    private static List<String> added(Path home, String part) {
        try (Stream<Path> files =
                Files.list(home.resolve(MODULE).resolve("target/image").resolve(part))) {
            return files.map(Path::toString).sorted().toList();
        } catch (IOException e) {
            throw notCollected(e);
        }
    }

    private static JobException notCollected(IOException e) {
        return JobException.failed(
                        "Spark's jars for the streaming image are not collected",
                        "nothing was begun",
                        "run 'mvn package' (without -DskipTests) first")
                .causedBy(e);
    }
}
