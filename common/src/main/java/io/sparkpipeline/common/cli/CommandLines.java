package io.sparkpipeline.common.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs a command as its user would: parses, runs, prints, and gives back the exit code. */
public final class CommandLines {

    private CommandLines() {}

    /** Runs the command on this process's streams and environment, for a two-line {@code main}. */
    public static int run(Object command, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return run(command, Environment.system(), out, err, args);
    }

    /** The same on given streams and variables: what a test calls. */
    public static int run(Object command, Environment environment, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = create(command, environment).setOut(out).setErr(err);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return onOutOfMemory(e, line);
        }
    }

    private static int onOutOfMemory(OutOfMemoryError e, CommandLine line) {
        List<CommandLine> parsed = line.getParseResult() == null
                ? List.of(line)
                : line.getParseResult().asCommandLineList();
        JobException failure = JobException.failed(
                "the heap of " + ByteSize.human(Runtime.getRuntime().maxMemory()) + " is not enough for this: "
                        + e.getMessage(),
                "finished steps stay; a step that was under way is safe to run again",
                "give the JVM a larger -Xmx (the image's job-options.txt), and report it with the stack trace below");
        return tell(failure, e, parsed.get(parsed.size() - 1));
    }

    /** The command line with the project's converters, environment defaults, help and exit codes. */
    public static CommandLine create(Object command, Environment environment) {
        CommandLine line = new CommandLine(command);
        OptionHelp.describeEnvironment(line);
        line.registerConverter(Duration.class, new Durations())
                .registerConverter(ByteSize.class, new ByteSize.Converter())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO))
                .setParameterExceptionHandler(CommandLines::onUsage)
                .setExecutionExceptionHandler(CommandLines::onFailure);
        return line;
    }

    private static int onUsage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        JobException usage = JobException.usage(
                String.valueOf(e.getMessage()), "see '" + line.getCommandSpec().qualifiedName() + " --help'");
        new Console(line.getOut(), line.getErr())
                .error(usage, line.getCommandSpec().qualifiedName(), OutputOptions.of(args, environmentOf(line)));
        return ExitCode.USAGE.code();
    }

    private static Environment environmentOf(CommandLine line) {
        return line.getDefaultValueProvider() instanceof EnvironmentDefaults defaults
                ? defaults.environment()
                : Environment.system();
    }

    private static int onFailure(Exception e, CommandLine line, ParseResult parsed) {
        if (e instanceof JobException expected) {
            return tell(expected, null, line);
        }
        JobException bug = JobException.failed(
                "unexpected " + e,
                "finished steps stay; a step that was under way is safe to run again",
                "this is a fault of the program: report it with the stack trace below");
        return tell(bug, e, line);
    }

    private static int tell(JobException failure, @Nullable Throwable bug, CommandLine line) {
        OutputOptions output = line.getCommand() instanceof JobCommand command ? command.output() : new OutputOptions();
        new Console(line.getOut(), line.getErr())
                .error(failure, line.getCommandSpec().qualifiedName(), output);
        if (bug != null) {
            bug.printStackTrace(line.getErr());
            line.getErr().flush();
        }
        return failure.exitCode().code();
    }
}
