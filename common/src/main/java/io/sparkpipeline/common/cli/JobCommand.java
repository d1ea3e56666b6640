package io.sparkpipeline.common.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * The template of every command: subclasses say what to do in {@link #execute()}, and {@link CommandLines} prints the
 * report and turns it, or a {@link JobException}, into the exit code.
 */
public abstract class JobCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /**
     * Does the work.
     *
     * @throws JobException for every expected end that is not success
     */
    protected abstract Report execute() throws Exception;

    @Override
    public Integer call() throws Exception {
        requireOptionsAfterSubcommand();
        Report report = execute();
        console().report(report, output);
        return report.exitCode().code();
    }

    /** An option before the subcommand is the parent's, where it would be dropped without a word. */
    private void requireOptionsAfterSubcommand() {
        CommandLine parent = spec().commandLine().getParent();
        if (parent == null || parent.getParseResult().matchedOptions().isEmpty()) {
            return;
        }
        String names = parent.getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(", "));
        throw JobException.usage(
                names + " stands before the subcommand '" + spec().name() + "' and would have no effect",
                "put options after the subcommand");
    }

    /** The options of the report. */
    public OutputOptions output() {
        return output;
    }

    /** Where this command prints. */
    protected Console console() {
        return new Console(spec().commandLine().getOut(), spec().commandLine().getErr());
    }

    /** The command as picocli knows it. */
    protected CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("a command runs through CommandLines only");
        }
        return spec;
    }
}
