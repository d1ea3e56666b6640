package io.sparkpipeline.common.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Adds to each option's help its environment variable and its default. */
final class OptionHelp {

    private OptionHelp() {}

    static void describeEnvironment(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : new ArrayList<>(spec.options())) {
            if (!option.usageHelp() && !option.versionHelp() && !option.hidden()) {
                describe(option);
            }
        }
        line.getSubcommands().values().forEach(OptionHelp::describeEnvironment);
    }

    /** Options are immutable in picocli but for their getter and setter, so the description array is written in place. */
    private static void describe(OptionSpec option) {
        String[] description = option.description();
        if (description.length == 0) {
            throw new IllegalStateException(option.longestName() + " has no description");
        }
        List<String> facts = new ArrayList<>();
        facts.add("env " + Environment.variableFor(option.longestName()));
        String fallback = option.defaultValue();
        boolean flag = option.arity().max() == 0;
        if (!flag && fallback != null && !Objects.equals(fallback, "_NULL_")) {
            facts.add("default " + fallback);
        }
        if (option.required()) {
            facts.add("required");
        }
        int last = description.length - 1;
        description[last] = description[last] + " (" + String.join(", ", facts) + ")";
    }
}
