package io.sparkpipeline.local.process;

import io.sparkpipeline.common.cli.JobException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of a module by itself, as in its image: its jar, then what it depends on. */
public final class ModuleClassPath {

    private ModuleClassPath() {}

    /**
     * Reads what the build wrote.
     *
     * @param home the project's folder
     * @throws JobException when the module was not built
     */
    public static List<String> of(Path home, String module) {
        Path target = home.resolve(module).resolve("target");
        List<String> entries = new ArrayList<>();
        try {
            entries.add(jar(target, module).toString());
            String dependencies =
                    Files.readString(target.resolve("classpath.txt")).strip();
            entries.addAll(List.of(dependencies.split(File.pathSeparator)));
            return entries;
        } catch (IOException e) {
            throw JobException.failed(
                            module + " is not built in " + home, "nothing was begun", "run './pipeline build' there")
                    .causedBy(e);
        }
    }

    private static Path jar(Path target, String module) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(module + "-[0-9].*\\.jar"))
                    .filter(file -> !file.getFileName().toString().endsWith("-tests.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no jar in " + target));
        }
    }
}
