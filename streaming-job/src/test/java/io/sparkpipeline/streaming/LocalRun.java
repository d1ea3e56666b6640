package io.sparkpipeline.streaming;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The job on a thread of this JVM, for tests that need many starts and no kill: a second Spark starts in a second. */
final class LocalRun implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StopSignal stop = new StopSignal();
    private final String bootstrap;
    private final int port;
    private final CompletableFuture<Report> end;

    private LocalRun(StreamConfig config, Clock clock, String bootstrap, int port) {
        this.bootstrap = bootstrap;
        this.port = port;
        this.end = CompletableFuture.supplyAsync(() -> new StreamJob(config, clock, stop).run());
    }

    /** Starts a run with the options of the command line. */
    static LocalRun start(Path checkpoints, String bootstrap, String... options) {
        return start(Clocks.system(), checkpoints, bootstrap, options);
    }

    /** Starts a run whose own clock is another one; Spark's is the machine's. */
    static LocalRun start(Clock clock, Path checkpoints, String bootstrap, String... options) {
        int port = TestBroker.freePort();
        List<String> args = new ArrayList<>(List.of(
                "--kafka-bootstrap", bootstrap,
                "--checkpoint-path", checkpoints.toString(),
                "--ui-port", Integer.toString(port),
                "--trigger-file", checkpoints.resolveSibling("trigger").toString(),
                "--kafka-timeout", "180s"));
        args.addAll(Arrays.asList(options));
        StreamCommand command = new StreamCommand();
        CommandLines.create(command, Environment.of(Map.of())).parseArgs(args.toArray(new String[0]));
        return new LocalRun(command.config().checked(), clock, bootstrap, port);
    }

    /** What it says it began with. */
    String startedFrom() {
        return awaitStatus(s -> !s.path("startedFrom").asText().isEmpty())
                .path("startedFrom")
                .asText();
    }

    /** Waits until everything in its topic is counted. */
    void awaitCounted() {
        Map<Integer, Long> ends = Topics.ends(bootstrap, "events");
        awaitStatus(s -> Topics.counted(s, "events", ends));
    }

    JsonNode awaitStatus(Predicate<JsonNode> good) {
        return await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            if (end.isDone()) {
                                throw new AssertionError(
                                        "the run ended with " + end.join().json());
                            }
                            return status();
                        },
                        s -> s != null && good.test(s));
    }

    private @Nullable JsonNode status() {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/status"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Waits for an end by itself. */
    JobException failure() {
        try {
            throw new AssertionError("ended with " + end.join().json());
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof JobException failure) {
                return failure;
            }
            throw e;
        }
    }

    /** Stops gracefully; the report. */
    Report stop() {
        stop.ask();
        return end.join();
    }

    @Override
    public void close() {
        if (!end.isDone()) {
            stop();
        }
    }
}
