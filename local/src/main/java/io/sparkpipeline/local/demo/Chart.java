package io.sparkpipeline.local.demo;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One panel of the timeline as SVG: lines over seconds, on axes with round numbers. */
final class Chart {

    static final double LEFT = 70;
    static final double WIDTH = 880;
    static final double HEIGHT = 120;

    private final double top;
    private final double seconds;
    private final String title;
    private double ceiling = 1;
    private final StringBuilder lines = new StringBuilder();

    /**
     * An empty panel.
     *
     * @param top its distance from the picture's top, pixels
     * @param seconds the length of the time axis
     */
    Chart(String title, double top, double seconds) {
        this.title = title;
        this.top = top;
        this.seconds = Math.max(1, seconds);
    }

    /** One point; a value that is not a number leaves a gap. */
    record Point(double seconds, double value) {}

    static <T> List<Point> points(List<T> items, ToDoubleFunction<T> seconds, ToDoubleFunction<T> value) {
        return items.stream()
                .map(item -> new Point(seconds.applyAsDouble(item), value.applyAsDouble(item)))
                .toList();
    }

    /** Widens the value axis so that these fit. */
    Chart fit(List<Point> points) {
        double highest = points.stream()
                .mapToDouble(Point::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        ceiling = Math.max(ceiling, roundUp(highest));
        return this;
    }

    /** Draws a line; all that shall fit must have been given to {@link #fit} before. */
    Chart line(String cssClass, List<Point> points) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Point point : points) {
            if (!Double.isFinite(point.value())) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(number(x(point.seconds())))
                    .append(' ')
                    .append(number(y(point.value())));
            pen = true;
        }
        lines.append("<path class=\"line ")
                .append(cssClass)
                .append("\" d=\"")
                .append(path)
                .append("\"/>\n");
        return this;
    }

    String svg() {
        StringBuilder out = new StringBuilder();
        out.append(text("title", LEFT, top - 8, "start", title));
        for (int i = 0; i <= 2; i++) {
            double value = ceiling * i / 2;
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>%n",
                    number(LEFT),
                    number(LEFT + WIDTH),
                    number(y(value)),
                    number(y(value))));
            out.append(text("tick", LEFT - 8, y(value) + 4, "end", label(value)));
        }
        return out.append(lines).toString();
    }

    double x(double at) {
        return LEFT + WIDTH * Math.min(1, at / seconds);
    }

    private double y(double value) {
        return top + HEIGHT * (1 - Math.min(1, value / ceiling));
    }

    static String text(String cssClass, double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n",
                cssClass,
                number(x),
                number(y),
                anchor,
                Html.escape(text));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The next of 1, 2, 5, 10, 20, 50 … that is not below the value. */
    static double roundUp(double value) {
        if (value <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 5}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value) {
        return value >= 10 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
