package io.sparkpipeline.local.events;

import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Posts the events of a generator on a thread of its own, each request again until it is answered with 202. */
public final class HttpSender implements AutoCloseable {

    private static final int EVENTS_A_REQUEST = 25;
    private static final Duration PACE = Duration.ofMillis(50);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final InputTotals accepted = new InputTotals();
    private final URI uri;
    private final EventGenerator generator;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "http-sender");
    private volatile long answered;
    private volatile boolean stopped;

    private HttpSender(int port, EventGenerator generator, Clock clock) {
        this.uri = URI.create("http://127.0.0.1:" + port + "/v1/events");
        this.generator = generator;
        this.clock = clock;
    }

    /** Begins to send. */
    public static HttpSender start(int port, EventGenerator generator, Clock clock) {
        HttpSender sender = new HttpSender(port, generator, clock);
        sender.thread.setDaemon(true);
        sender.thread.start();
        return sender;
    }

    /** Events answered with 202 so far. */
    public long accepted() {
        return answered;
    }

    /** Ends it; the totals of what was answered with 202, which is all that was sent. */
    public InputTotals stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return accepted;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }

    private void run() {
        for (long number = 0; !stopped; number += EVENTS_A_REQUEST) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < EVENTS_A_REQUEST; i++) {
                events.add(generator.event(number + i, clock.instant()));
            }
            String body = String.join("\n", events.stream().map(Event::json).toList());
            while (!post(body)) {
                if (!Pauses.pace(PACE)) {
                    return;
                }
            }
            events.forEach(event -> accepted.count(event.key(), event.json().getBytes(StandardCharsets.UTF_8)));
            answered = accepted.events();
            Pauses.pace(PACE);
        }
    }

    private boolean post(String body) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 202;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
