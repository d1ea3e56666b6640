package io.sparkpipeline.local.docs;

import io.sparkpipeline.common.cli.Environment;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of a command and of its subcommands as Markdown. */
final class OptionTable {

    private OptionTable() {}

    static String of(CommandLine command) {
        StringBuilder out = new StringBuilder();
        table(command, out);
        new TreeMap<>(command.getSubcommands()).forEach((name, sub) -> {
            out.append("\n`")
                    .append(command.getCommandName())
                    .append(' ')
                    .append(name)
                    .append("`: ");
            out.append(String.join(" ", sub.getCommandSpec().usageMessage().description()))
                    .append("\n\n");
            table(sub, out);
        });
        return out.toString();
    }

    private static void table(CommandLine command, StringBuilder out) {
        out.append("| option | environment | meaning |\n|---|---|---|\n");
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .sorted((one, other) -> one.longestName().compareTo(other.longestName()))
                .forEach(option -> row(option, out));
    }

    private static void row(OptionSpec option, StringBuilder out) {
        String variable = Environment.variableFor(option.longestName());
        String meaning = String.join(" ", option.description())
                .replace("(env " + variable + ", ", "(")
                .replace(" (env " + variable + ")", "")
                .replace("|", "\\|");
        out.append("| `")
                .append(option.longestName())
                .append("` | `")
                .append(variable)
                .append("` | ");
        out.append(meaning).append(" |\n");
    }
}
