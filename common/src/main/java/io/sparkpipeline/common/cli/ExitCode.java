package io.sparkpipeline.common.cli;

/** The exit codes of every command: the one table that an orchestrator acts on. */
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "failed: a fault of the program or its surroundings that a retry alone will not mend"),
    USAGE(2, "usage: an option or setting is wrong; nothing was begun"),
    REFUSED(65, "data is corrupt or was refused; nothing was changed"),
    TEMPORARY(75, "temporary: something needed was away; try again, nothing is lost"),
    TERMINATED(143, "ended by SIGTERM");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The process exit status. */
    public int code() {
        return code;
    }

    /** One line for tables and help. */
    public String meaning() {
        return meaning;
    }
}
