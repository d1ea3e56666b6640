package io.sparkpipeline.local.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened when: samples of the running stream, and the marks of the story. Safe for use by several threads. */
public final class Timeline {

    /** What a mark stands for. */
    public enum Kind {
        KILL,
        RECOVERED,
        BACKUP,
        SNAPSHOT,
        LOSS,
        RESTORE
    }

    /**
     * The stream at one moment.
     *
     * @param seconds since the timeline began
     * @param produced events acknowledged by Kafka so far
     * @param counted events of the batches completed so far
     * @param processingDelay seconds that the last batch took; NaN while no driver answers
     */
    public record Sample(double seconds, long produced, long counted, double processingDelay) {

        /** Events that wait to be counted. */
        public long lag() {
            return Math.max(0, produced - counted);
        }
    }

    /**
     * A moment of the story.
     *
     * @param seconds since the timeline began
     */
    public record Mark(double seconds, Kind kind, String label) {}

    private final Clock clock;
    private final Instant begin;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    public Timeline(Clock clock) {
        this.clock = clock;
        this.begin = clock.instant();
    }

    /** Seconds since it began. */
    public double now() {
        return Duration.between(begin, clock.instant()).toMillis() / 1000.0;
    }

    public Instant begin() {
        return begin;
    }

    /** Adds a sample taken now. */
    public synchronized Sample sample(long produced, long counted, double processingDelay) {
        Sample sample = new Sample(now(), produced, counted, processingDelay);
        samples.add(sample);
        return sample;
    }

    /** Marks the present moment. */
    public synchronized void mark(Kind kind, String label) {
        marks.add(new Mark(now(), kind, label));
    }

    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    public synchronized List<Mark> marks() {
        return List.copyOf(marks);
    }
}
