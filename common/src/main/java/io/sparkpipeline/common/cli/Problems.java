package io.sparkpipeline.common.cli;

import java.util.ArrayList;
import java.util.List;

/** Collects configuration problems, so that they are reported all at once and not one a run. */
public final class Problems {

    private final List<String> found = new ArrayList<>();

    /**
     * Notes a problem unless the condition holds.
     *
     * @param option the option's long name, such as {@code --bucket}; its environment variable is named beside it
     */
    public Problems require(boolean condition, String option, String problem) {
        return condition ? this : add(option, problem);
    }

    /** Notes a problem of an option. */
    public Problems add(String option, String problem) {
        found.add(option + " (" + Environment.variableFor(option) + "): " + problem);
        return this;
    }

    /** What was found so far, one line each. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /**
     * Ends the collecting.
     *
     * @throws JobException with exit code 2 that names every problem, when there are any
     */
    public void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        String count = found.size() == 1 ? "a configuration problem" : found.size() + " configuration problems";
        throw JobException.usage(count + ":\n  " + String.join("\n  ", found), "correct the settings named above");
    }
}
