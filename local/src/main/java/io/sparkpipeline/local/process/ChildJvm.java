package io.sparkpipeline.local.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a child JVM is started with.
 *
 * @param name what people call it, in messages
 * @param classPath the child's own class path; the {@link Tether}'s place is added at its end
 * @param jvmOptions flags of the JVM, such as {@code -Xmx384m}
 * @param mainClass the class whose {@code main} runs
 * @param arguments its arguments
 * @param environment added to the few variables that every child inherits
 * @param directory the working directory
 * @param log where standard output and error go, appended
 */
public record ChildJvm(
        String name,
        List<String> classPath,
        List<String> jvmOptions,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment,
        Path directory,
        Path log) {

    /** A child must behave alike whatever the user's shell has set: every option of a job can come from a variable. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT");

    public ChildJvm {
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** A child with this process's own class path and no options, which logs into a file named after it. */
    public static ChildJvm of(String name, String mainClass, Path directory) {
        return new ChildJvm(
                name,
                ownClassPath(),
                List.of(),
                mainClass,
                List.of(),
                Map.of(),
                directory,
                directory.resolve(name + ".log"));
    }

    public ChildJvm withClassPath(List<String> path) {
        return new ChildJvm(name, path, jvmOptions, mainClass, arguments, environment, directory, log);
    }

    public ChildJvm withJvmOptions(List<String> options) {
        return new ChildJvm(name, classPath, options, mainClass, arguments, environment, directory, log);
    }

    public ChildJvm withArguments(List<String> values) {
        return new ChildJvm(name, classPath, jvmOptions, mainClass, values, environment, directory, log);
    }

    public ChildJvm withEnvironment(Map<String, String> variables) {
        return new ChildJvm(name, classPath, jvmOptions, mainClass, arguments, variables, directory, log);
    }

    public ChildJvm withLog(Path file) {
        return new ChildJvm(name, classPath, jvmOptions, mainClass, arguments, environment, directory, file);
    }

    /** Starts the process; it ends with this one at the latest. */
    public ChildProcess start() throws IOException {
        Files.createDirectories(directory);
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        return new ChildProcess(name, builder.start(), log, logStart);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath) + File.pathSeparator + placeOf(Tether.class));
        command.add(Tether.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** This process's class path, entry by entry. */
    public static List<String> ownClassPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** The jar or folder that a class was loaded from. */
    public static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry that is no file: " + type, e);
        }
    }
}
