package io.sparkpipeline.streaming.testing;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.Topics.Total;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send events by HTTP, each request again and again until it is answered with 202, and now and then once more
 * after that, as one whose answer was lost does. What was answered is noted here, without any code of the job.
 */
public final class HttpLoad implements AutoCloseable {

    private final URI address;
    private final HttpClient http;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Total> acknowledged = new TreeMap<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private volatile boolean stopped;

    private HttpLoad(URI address) {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    /** Starts clients that send to keys k0 …; each makes a request about every 20 ms. */
    public static HttpLoad start(int port, int clients, int keys, long seed) {
        HttpLoad load = new HttpLoad(URI.create("http://127.0.0.1:" + port + "/v1/events"));
        for (int client = 0; client < clients; client++) {
            String name = "c" + seed + "-" + client;
            Random random = new Random(seed + client);
            Thread thread = new Thread(() -> load.send(name, keys, random), name);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    private void send(String client, int keys, Random random) {
        for (int request = 0; !stopped; request++) {
            StringBuilder body = new StringBuilder();
            Map<String, Total> totals = new TreeMap<>();
            int count = 1 + random.nextInt(10);
            for (int event = 0; event < count; event++) {
                String key = "k" + random.nextInt(keys);
                int hundredths = random.nextInt(100_000);
                body.append("{\"id\":\"")
                        .append(client)
                        .append('-')
                        .append(request)
                        .append('-')
                        .append(event);
                body.append("\",\"key\":\"").append(key).append("\",\"value\":");
                body.append(BigDecimal.valueOf(hundredths, 2)).append(",\"timestamp\":\"2026-11-22T10:00:00Z\"}\n");
                totals.merge(key, new Total(1, BigDecimal.valueOf(hundredths, 2)), HttpLoad::sum);
            }
            untilAccepted(body.toString());
            synchronized (acknowledged) {
                totals.forEach((key, total) -> acknowledged.merge(key, total, HttpLoad::sum));
            }
            events.addAndGet(count);
            if (random.nextInt(10) == 0 && !stopped) {
                repeated.addAndGet(count);
                post(body.toString());
            }
            Pauses.pace(Duration.ofMillis(20));
        }
    }

    private void untilAccepted(String body) {
        for (int status = post(body); status != 202; status = post(body)) {
            (status == 0 ? unanswered : refused).incrementAndGet();
            if (status != 0 && status != 429 && status != 503) {
                throw new AssertionError("answered with " + status);
            }
            Pauses.pace(Duration.ofMillis(100));
        }
    }

    /** The status; 0 for no answer. */
    private int post(String body) {
        try {
            return http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Total sum(Total a, Total b) {
        return new Total(a.count() + b.count(), a.sum().add(b.sum()));
    }

    /** The totals of both, in the form that {@link #acknowledged} has. */
    public static Map<String, Total> sum(Map<String, Total> one, Map<String, Total> other) {
        Map<String, Total> both = new TreeMap<>(one);
        other.forEach((key, total) -> both.merge(key, total, HttpLoad::sum));
        return plain(both);
    }

    private static Map<String, Total> plain(Map<String, Total> totals) {
        Map<String, Total> plain = new TreeMap<>();
        totals.forEach((key, total) -> {
            BigDecimal sum = total.sum().stripTrailingZeros();
            plain.put(key, new Total(total.count(), sum.signum() == 0 ? BigDecimal.ZERO : sum));
        });
        return plain;
    }

    /** Events answered with 202, each once. */
    public long events() {
        return events.get();
    }

    /** What the clients saw, for people. */
    public String summary() {
        return events + " events acknowledged, " + repeated + " of them sent again, " + refused + " requests refused, "
                + unanswered + " without an answer";
    }

    /** Totals by key of all that was answered with 202. */
    public Map<String, Total> acknowledged() {
        synchronized (acknowledged) {
            return plain(acknowledged);
        }
    }

    /** Ends each client after the request that it is at. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
