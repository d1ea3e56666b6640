package io.sparkpipeline.streaming.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparkpipeline.streaming.wal.Appended;
import java.util.function.ToDoubleFunction;

/** What the edge counts. */
final class EdgeMetrics {

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter duplicates;

    EdgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = Counter.builder("spark.streaming.http.events.accepted")
                .description("Events taken and answered with 202")
                .register(registry);
        this.duplicates = Counter.builder("spark.streaming.http.events.duplicates")
                .description("Events answered with 202 whose id was taken before")
                .register(registry);
    }

    void watch(Admission admission) {
        gauge("backlog.events", "Events in the log that are not counted yet", admission, Admission::backlogEvents);
        gauge("backlog.bytes", "Their bytes", admission, Admission::backlogBytes);
        gauge("requests.in.flight", "Requests that have no answer yet", admission, Admission::inFlight);
        gauge("accepting", "1 while good requests are taken", admission, a -> a.isAccepting() ? 1 : 0);
    }

    private void gauge(String name, String description, Admission of, ToDoubleFunction<Admission> value) {
        Gauge.builder("spark.streaming.http." + name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    void taken(Appended appended) {
        accepted.increment(appended.accepted());
        duplicates.increment(appended.duplicates());
    }

    /** Counts an answer; those that refuse by their reason. */
    void answered(Answer answer) {
        Counter.builder("spark.streaming.http.requests")
                .description("Requests by the status and the reason of their answer")
                .tag("status", answer.status().codeAsText().toString())
                .tag("reason", answer.reason())
                .register(registry)
                .increment();
    }
}
