package io.sparkpipeline.common.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
        Report report = execute();
        console().report(report, output);
        return report.exitCode().code();
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
