package io.sparkpipeline.local.demo;

import io.sparkpipeline.local.demo.Chart.Point;
import io.sparkpipeline.local.demo.Timeline.Mark;
import io.sparkpipeline.local.demo.Timeline.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The timeline as one SVG picture: rate, lag and processing delay over the same seconds, with the story's marks. */
final class TimelineSvg {

    private static final double PANEL = Chart.HEIGHT + 40;
    private static final double FIRST = 70;

    private final List<Sample> samples;
    private final List<Mark> marks;
    private final double seconds;

    TimelineSvg(Timeline timeline) {
        this.samples = timeline.samples();
        this.marks = timeline.marks();
        this.seconds = samples.isEmpty() ? 1 : samples.get(samples.size() - 1).seconds();
    }

    String svg() {
        List<Point> produced = rate(Sample::produced);
        List<Point> counted = rate(Sample::counted);
        Chart rates = new Chart("Rate, events/s: produced (line), counted (area line)", FIRST, seconds)
                .fit(produced)
                .fit(counted)
                .line("counted", counted)
                .line("produced", produced);
        List<Point> lags = Chart.points(samples, Sample::seconds, Sample::lag);
        Chart lag = new Chart("Lag, events produced and not yet counted", FIRST + PANEL, seconds)
                .fit(lags)
                .line("lag", lags);
        List<Point> delays = Chart.points(samples, Sample::seconds, Sample::processingDelay);
        Chart delay = new Chart("Processing delay of a batch, seconds", FIRST + 2 * PANEL, seconds)
                .fit(delays)
                .line("delay", delays);
        double height = FIRST + 3 * PANEL + 10;
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"timeline\">%n",
                Chart.number(Chart.LEFT + Chart.WIDTH + 30),
                Chart.number(height)));
        out.append(rates.svg()).append(lag.svg()).append(delay.svg());
        timeAxis(rates, height - 30, out);
        int row = 0;
        for (Mark mark : marks) {
            draw(mark, rates, height, row++ % 3, out);
        }
        return out.append("</svg>\n").toString();
    }

    private void timeAxis(Chart chart, double y, StringBuilder out) {
        double step = Math.max(1, Chart.roundUp(seconds / 12));
        for (double at = 0; at <= seconds; at += step) {
            out.append(Chart.text("tick", chart.x(at), y, "middle", String.format(Locale.ROOT, "%.0f s", at)));
        }
    }

    private static void draw(Mark mark, Chart chart, double height, int row, StringBuilder out) {
        String kind = mark.kind().name().toLowerCase(Locale.ROOT);
        out.append(String.format(
                Locale.ROOT,
                "<g class=\"mark %s\"><title>%s</title><line x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>%s</g>%n",
                kind,
                Html.escape(String.format(Locale.ROOT, "%.1f s: %s", mark.seconds(), mark.label())),
                Chart.number(chart.x(mark.seconds())),
                Chart.number(chart.x(mark.seconds())),
                Chart.number(18 + 13.0 * row),
                Chart.number(height - 44),
                Chart.text("marklabel", chart.x(mark.seconds()) + 3, 20 + 13.0 * row, "start", kind)));
    }

    /** Events a second between two samples, over at least a second so that the line does not jump. */
    private List<Point> rate(java.util.function.ToLongFunction<Sample> counter) {
        List<Point> points = new ArrayList<>();
        int from = 0;
        for (int to = 1; to < samples.size(); to++) {
            while (from + 1 < to
                    && samples.get(to).seconds() - samples.get(from + 1).seconds() >= 1) {
                from++;
            }
            double time = samples.get(to).seconds() - samples.get(from).seconds();
            long events = counter.applyAsLong(samples.get(to)) - counter.applyAsLong(samples.get(from));
            // Counted goes back where an older checkpoint takes over: that is no rate.
            points.add(new Point(samples.get(to).seconds(), time <= 0 ? Double.NaN : Math.max(0, events / time)));
        }
        return points;
    }
}
