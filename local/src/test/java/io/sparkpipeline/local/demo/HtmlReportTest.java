package io.sparkpipeline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.local.demo.Timeline.Kind;
import io.sparkpipeline.local.events.Verdict;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {

    @TempDir
    private Path folder;

    private final StepClock clock = new StepClock();
    private final Timeline timeline = new Timeline(clock);

    /** Moves on when told to. */
    private static final class StepClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void step(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private DemoConfig config() {
        return new DemoConfig(
                1000, 10, 1, 0, 7, Duration.ofSeconds(1), 512, null, false, folder.resolve("report.html"));
    }

    private static DemoOutcome outcome(long lost) {
        Verdict verdict = new Verdict(1000, 1000 - lost, 10, lost, 0, 0, List.of());
        return new DemoOutcome(
                verdict,
                List.of(6.25),
                new BackupAct.Figures(1.5, 2048, 2.5, 12),
                new SnapshotAct.Figures(3.5, 4.5, 9),
                300,
                512,
                60,
                Path.of("report.html"));
    }

    private void aRunWithAKill() {
        for (int i = 0; i < 40; i++) {
            boolean down = i > 10 && i < 20;
            timeline.sample(i * 500L, down ? 5000 : Math.max(0, i * 500L - 300), down ? Double.NaN : 0.2);
            if (i == 10) {
                timeline.mark(Kind.KILL, "SIGKILL <1>");
            }
            if (i == 20) {
                timeline.mark(Kind.RECOVERED, "recovered");
            }
            clock.step(Duration.ofMillis(500));
        }
    }

    @Test
    void theTimelineIsAPictureWithEveryMark() throws Exception {
        aRunWithAKill();
        String html = HtmlReport.html(config(), outcome(0), timeline);
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6))));
        assertThat(svg.getElementsByTagName("g").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(4);
        assertThat(html).contains("SIGKILL &lt;1&gt;").contains("Exact: nothing lost");
    }

    @Test
    void whileNoDriverAnswersTheDelayHasAGap() {
        aRunWithAKill();
        String html = HtmlReport.html(config(), outcome(0), timeline);
        String delay = html.substring(html.indexOf("line delay"));
        String path = delay.substring(0, delay.indexOf("/>"));
        assertThat(path.chars().filter(letter -> letter == 'M').count()).isEqualTo(2);
    }

    @Test
    void aRunWithoutSamplesStillGivesAReport() {
        assertThat(HtmlReport.html(config(), outcome(0), timeline))
                .contains("<svg")
                .contains("</html>");
    }

    @Test
    void theFileIsWrittenWholeAndNothingElseStays() throws Exception {
        Path file = folder.resolve("report.html");
        HtmlReport.write(file, config(), outcome(3), timeline);
        assertThat(file).content().contains("Wrong: the totals differ");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theVerdictDecidesTheExitCode() {
        assertThat(outcome(0).report().exitCode().code()).isZero();
        assertThat(outcome(2).report().exitCode().code()).isEqualTo(1);
        assertThat(outcome(2).report().json()).contains("\"lost\":2").contains("\"verdict\":\"WRONG\"");
    }
}
