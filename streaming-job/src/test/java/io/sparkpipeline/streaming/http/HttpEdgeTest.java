package io.sparkpipeline.streaming.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.http.HttpSettings.WriteAheadLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEdgeTest {

    private static final String GOOD =
            "{\"id\":\"1\",\"key\":\"k\",\"value\":1.5,\"timestamp\":\"2026-01-01T00:00:00Z\"}";
    private static final int MAX_REQUEST = 100_000;
    private static final int MAX_EVENT = 1_000;

    private final FakeSink sink = new FakeSink();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpEdge edge;

    @BeforeEach
    void open() {
        edge = edge(Duration.ofSeconds(20));
        edge.accept();
    }

    private HttpEdge edge(Duration timeout) {
        return new HttpEdge(
                new HttpSettings(0, MAX_REQUEST, timeout, 8, 1_000, new ByteSize(1 << 20), 10, WriteAheadLog.on),
                MAX_EVENT,
                sink,
                () -> 0,
                registry);
    }

    @AfterEach
    void close() {
        sink.release();
        edge.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
        return send(request("/v1/events").header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void oneEventOverOneLineOrManyAndManyEventsALineEachAreTaken() throws Exception {
        HttpResponse<String> one = post("application/json", GOOD);
        assertThat(one.statusCode()).isEqualTo(202);
        assertThat(one.body()).isEqualTo("{\"accepted\":1,\"duplicates\":0}\n");
        assertThat(one.headers().firstValue("content-type")).contains("application/json");
        assertThat(post("application/json; charset=utf-8", GOOD.replace(",", ",\n "))
                        .body())
                .startsWith("{\"accepted\":1,");
        assertThat(post("application/x-ndjson", GOOD + "\r\n\n  \n" + GOOD + "\n" + GOOD)
                        .body())
                .startsWith("{\"accepted\":3,");
        assertThat(post("application/json", GOOD + "\n" + GOOD).body()).startsWith("{\"accepted\":2,");
        assertThat(sink.taken).hasSize(7).contains(GOOD);
        assertThat(send(request("/v1/events?source=curl").POST(HttpRequest.BodyPublishers.ofString(GOOD)))
                        .statusCode())
                .isEqualTo(202);
        assertThat(registry.get("spark.streaming.http.events.accepted")
                        .counter()
                        .count())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"key\":\"k\"}|no value",
                "{\"key\":\"k\",\"value\":-1}|value is negative",
                "{\"value\":1}|no key",
                "[1,2]|not a JSON object",
                "{\"key\":\"k\",\"value\":1|not JSON",
                "{\"key\":\"k\",\"value\":1,\"timestamp\":\"now\"}|timestamp is not ISO-8601",
            })
    void aBadEventIsRefusedWithItsLineAndNothingOfItsRequestIsTaken(String bad, String reason) throws Exception {
        HttpResponse<String> answer = post("application/x-ndjson", GOOD + "\n\n" + bad + "\n" + GOOD);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"line\":3").contains("\"reason\":\"" + reason);
        assertThat(post("application/json", bad).body()).contains("\"line\":1").contains(reason);
        assertThat(sink.taken).isEmpty();
    }

    @Test
    void anEmptyBodyAndAnEventOverTheLimitAreBadInput() throws Exception {
        assertThat(post("application/json", "").body()).contains("\"line\":1").contains("empty");
        assertThat(post("application/json", " \n\n").statusCode()).isEqualTo(400);
        HttpResponse<String> large =
                post("application/x-ndjson", GOOD + "\n" + GOOD.replace("\"k\"", "\"" + "k".repeat(2_000) + "\""));
        assertThat(large.statusCode()).isEqualTo(400);
        assertThat(large.body()).contains("\"line\":2").contains("over the size limit of 1000 bytes");
        assertThat(sink.taken).isEmpty();
    }

    @Test
    void whatIsNoPostOfJsonToTheRightPathIsToldSo() throws Exception {
        assertThat(send(request("/v1/event").POST(HttpRequest.BodyPublishers.ofString(GOOD)))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> get = send(request("/v1/events").GET());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(post("application/x-www-form-urlencoded", GOOD).statusCode()).isEqualTo(415);
        assertThat(send(request("/v1/events")
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofString(GOOD)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(sink.taken).isEmpty();
        assertThat(registry.get("spark.streaming.http.requests")
                        .tag("status", "415")
                        .tag("reason", "type")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSentAndWhileItIs() throws Exception {
        String large = (GOOD + "\n").repeat(2_000);
        assertThat(post("application/x-ndjson", large).statusCode()).isEqualTo(413);
        byte[] bytes = large.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        // Without a length it is sent in chunks.
        assertThat(send(request("/v1/events")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(bytes))))
                        .statusCode())
                .isEqualTo(413);
        try (RawClient client = new RawClient(edge.port())) {
            client.send(
                    "POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100001\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
        }
        assertThat(sink.taken).isEmpty();
        assertThat(post("application/json", GOOD).statusCode()).isEqualTo(202);
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
                    + GOOD.length() + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 100 ");
            assertThat(client.send(GOOD).response()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
        String request = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD;
        String wrong = "POST /v1/other HTTP/1.1\r\nHost: x\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD;
        try (RawClient client = new RawClient(edge.port())) {
            client.send(request + wrong + request);
            assertThat(client.response()).startsWith("HTTP/1.1 202 ").contains("keep-alive");
            assertThat(client.response()).startsWith("HTTP/1.1 404 ").contains("keep-alive");
            assertThat(client.response()).startsWith("HTTP/1.1 202 ");
            client.send(request.replace("Host: x", "Connection: close"));
            assertThat(client.response()).contains("connection: close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void backPressureIs429WithRetryAfter() throws Exception {
        sink.backlog = 1_000;
        assertRetryLater(post("application/json", GOOD), 429);
        sink.backlog = 999;
        sink.backlogBytes = 2 << 20;
        assertRetryLater(post("application/json", GOOD), 429);
        sink.backlogBytes = 0;
        assertThat(post("application/json", GOOD).statusCode()).isEqualTo(202);
        assertThat(edge.isAccepting()).isTrue();
    }

    @Test
    void tooManyAtTheSameTimeIs429AndTheOthersAreAnsweredOnlyWhenTheDiskHasThem() throws Exception {
        sink.holds = true;
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(new RawClient(edge.port())
                    .send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + GOOD.length() + "\r\n\r\n"
                            + GOOD));
        }
        await().until(() -> sink.held.size() == 8);
        assertRetryLater(post("application/json", GOOD), 429);
        sink.holds = false;
        sink.release();
        for (RawClient client : clients) {
            assertThat(client.response()).startsWith("HTTP/1.1 202 ");
            client.close();
        }
        assertThat(post("application/json", GOOD).statusCode()).isEqualTo(202);
    }

    @Test
    void whileStartingStoppingOrWithoutADiskItIs503AndNever202() throws Exception {
        HttpEdge starting = edge(Duration.ofSeconds(20));
        HttpEdge open = edge;
        edge = starting;
        assertRetryLater(post("application/json", GOOD), 503);
        assertThat(starting.isAccepting()).isFalse();
        starting.accept();
        assertThat(post("application/json", GOOD).statusCode()).isEqualTo(202);
        starting.stopAccepting();
        assertRetryLater(post("application/json", GOOD), 503);
        edge = open;
        starting.close();
        sink.writable = false;
        assertRetryLater(post("application/json", GOOD), 503);
        assertThat(edge.isAccepting()).isFalse();
        assertThat(sink.taken).hasSize(1);
    }

    /** The log fails between the look at it and the write. */
    @Test
    void aWriteThatFailsIs503() throws Exception {
        sink.holds = true;
        try (RawClient client = new RawClient(edge.port())) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD);
            await().until(() -> sink.held.size() == 1);
            sink.held.get(0).completeExceptionally(new IOException("full"));
            assertThat(client.response()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
        }
    }

    private static void assertRetryLater(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.body()).contains("\"error\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/ev",
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nX: ",
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"id\":",
            })
    void aClientThatDripsIsCutOffInTime(String beginning) throws Exception {
        try (HttpEdge hasty = edge(Duration.ofMillis(600));
                RawClient client = new RawClient(hasty.port())) {
            hasty.accept();
            client.send(beginning);
            // More bytes now and then give it no more time.
            Thread dripping = new Thread(() -> drip(client));
            dripping.start();
            assertThat(client.response()).startsWith("HTTP/1.1 408 ");
            assertThat(client.isClosedByServer()).isTrue();
            dripping.join();
            assertThat(hasty.inFlight()).isZero();
        }
        assertThat(sink.taken).isEmpty();
    }

    private static void drip(RawClient client) {
        try {
            while (io.sparkpipeline.common.time.Pauses.pace(Duration.ofMillis(50))) {
                client.send("x");
            }
        } catch (IOException e) {
            // Cut off, as it should be.
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (HttpEdge hasty = edge(Duration.ofMillis(300));
                RawClient client = new RawClient(hasty.port())) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void slowClientsDoNotKeepOthersOut() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slow.add(new RawClient(edge.port()).send("POST /v1/events HTTP/1.1\r\nHost: x\r\n"));
        }
        assertThat(post("application/json", GOOD).statusCode()).isEqualTo(202);
        for (RawClient client : slow) {
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"GARBAGE,400", "POST /v1/events?LONG HTTP/1.1,414", "POST /v1/events HTTP/1.1%nX: LONG,431"})
    void whatIsNoHttpIsRefused(String text, int status) throws Exception {
        try (RawClient client = new RawClient(edge.port())) {
            client.send(text.replace("LONG", "x".repeat(20_000)).replace("%n", "\r\n") + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aTakenPortIsAUsersMistake() {
        HttpSettings taken =
                new HttpSettings(edge.port(), 100, Duration.ofSeconds(1), 1, 1, new ByteSize(1), 1, WriteAheadLog.on);
        assertThatThrownBy(() -> new HttpEdge(taken, 100, sink, () -> 0, new SimpleMeterRegistry()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
}
