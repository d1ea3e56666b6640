package io.sparkpipeline.local.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The report as one HTML file that needs nothing from elsewhere. */
final class HtmlReport {

    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1b1f24;--soft:#6a737d;--grid:#d8dee4;--paper:#fff}
            @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#8b949e;--grid:#30363d;--paper:#0d1117}}
            body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1000px;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse}td,th{padding:.2rem .9rem .2rem 0;text-align:left;border-bottom:1px solid var(--grid)}
            .exact{color:#1a7f37}.wrong{color:#cf222e}svg{width:100%;height:auto;margin-top:1rem}
            .grid{stroke:var(--grid)}.title{font-size:13px;font-weight:600;fill:var(--ink)}.tick{font-size:11px;fill:var(--soft)}
            .line{fill:none;stroke-width:1.5}.produced{stroke:#8250df}.counted{stroke:#2da44e}.lag{stroke:#bf8700}.delay{stroke:#0969da}
            .mark line{stroke-width:1;stroke-dasharray:3 2}.marklabel{font-size:11px}
            .kill line,.loss line{stroke:#cf222e}.kill text,.loss text{fill:#cf222e}
            .recovered line,.restore line{stroke:#1a7f37}.recovered text,.restore text{fill:#1a7f37}
            .backup line,.snapshot line{stroke:#0969da}.backup text,.snapshot text{fill:#0969da}
            """;

    private HtmlReport() {}

    /** Writes it whole or not at all. */
    static void write(Path file, DemoConfig config, DemoOutcome outcome, Timeline timeline) throws IOException {
        Path target = file.toAbsolutePath();
        Path parent = target.getParent();
        Path temporary = Files.createTempFile(parent == null ? Path.of(".") : parent, "demo-report", ".tmp");
        try {
            Files.writeString(temporary, html(config, outcome, timeline), StandardCharsets.UTF_8);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static String html(DemoConfig config, DemoOutcome outcome, Timeline timeline) {
        StringBuilder out = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        out.append("<title>Demo of the self-healing Spark pipeline</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        boolean exact = outcome.verdict().exact();
        out.append(String.format(
                Locale.ROOT,
                "<h1 class=\"%s\">%s</h1>%n<p>%,d events over %,d keys at %,d/s, begun %s, seed %d.</p>%n",
                exact ? "exact" : "wrong",
                exact ? "Exact: nothing lost, nothing counted twice" : "Wrong: the totals differ",
                config.events(),
                config.keys(),
                config.eventsPerSecond(),
                timeline.begin(),
                config.seed()));
        out.append(new TimelineSvg(timeline).svg());
        table(VerdictTable.of(outcome), out);
        marks(timeline, out);
        return out.append("</body></html>\n").toString();
    }

    private static void table(VerdictTable table, StringBuilder out) {
        out.append("<h2>Verdict</h2><table>\n");
        for (VerdictTable.Row row : table.rows()) {
            out.append("<tr><th>")
                    .append(Html.escape(row.name()))
                    .append("</th><td>")
                    .append(Html.escape(row.value()))
                    .append("</td></tr>\n");
        }
        out.append("</table>\n");
        table.differences()
                .forEach(line -> out.append("<p>").append(Html.escape(line)).append("</p>\n"));
    }

    private static void marks(Timeline timeline, StringBuilder out) {
        out.append("<h2>What happened</h2><table>\n");
        for (Timeline.Mark mark : timeline.marks()) {
            out.append(String.format(
                    Locale.ROOT, "<tr><td>%.1f s</td><td>%s</td></tr>%n", mark.seconds(), Html.escape(mark.label())));
        }
        out.append("</table>\n");
    }
}
