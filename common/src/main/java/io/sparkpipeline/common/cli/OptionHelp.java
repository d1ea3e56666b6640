package io.sparkpipeline.common.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Adds to each option's help its environment variable and its default. */
final class OptionHelp {

    private OptionHelp() {}

    static void describeEnvironment(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        spec.version(Version.line());
        for (OptionSpec option : new ArrayList<>(spec.options())) {
            if (!option.usageHelp() && !option.versionHelp() && !option.hidden() && !option.inherited()) {
                spec.remove(option);
                spec.addOption(described(option));
            }
        }
        line.getSubcommands().values().forEach(OptionHelp::describeEnvironment);
    }

    private static OptionSpec described(OptionSpec option) {
        String[] description = option.description();
        if (description.length == 0) {
            throw new IllegalStateException(option.longestName() + " has no description");
        }
        int last = description.length - 1;
        description[last] = description[last] + " (" + String.join(", ", facts(option)) + ")";
        return option.toBuilder().description(description).build();
    }

    private static List<String> facts(OptionSpec option) {
        List<String> facts = new ArrayList<>();
        facts.add("env " + Environment.variableFor(option.longestName()));
        String fallback = option.defaultValue();
        boolean flag = option.arity().max() == 0;
        if (!flag && fallback != null && !fallback.isEmpty() && !fallback.equals(CommandLine.Option.NULL_VALUE)) {
            facts.add("default " + fallback);
        }
        if (option.required()) {
            facts.add("required");
        }
        return facts;
    }
}
