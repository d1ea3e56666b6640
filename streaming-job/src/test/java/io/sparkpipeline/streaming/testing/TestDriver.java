package io.sparkpipeline.streaming.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/** The streaming job in a JVM of its own, started, killed and started again with the same options. */
public final class TestDriver implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final int port = TestBroker.freePort();
    private @Nullable Jvm jvm;
    private String moreClasses = "";
    private int starts;

    /** A driver with a one-second batch interval on the default topics of a broker; not started. */
    public TestDriver(Path folder, String bootstrap, String... moreOptions) {
        this.folder = folder;
        options.addAll(List.of(
                "--kafka-bootstrap",
                bootstrap,
                "--checkpoint-path",
                checkpoints().toString(),
                "--batch-interval",
                "1s",
                "--state-partitions",
                "2",
                "--ui-port",
                Integer.toString(port),
                "--trigger-file",
                folder.resolve("trigger").toString(),
                "--kafka-timeout",
                "180s"));
        options.addAll(Arrays.asList(moreOptions));
        jvmOptions.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dspark.hadoop.x=y"));
        jvmOptions.addAll(
                Arrays.asList(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    }

    /** Its checkpoint folder. */
    public Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** The file that asks for a savepoint. */
    public Path trigger() {
        return folder.resolve("trigger");
    }

    /** Changes an option for the next starts. */
    public TestDriver with(String name, String value) {
        options.addAll(List.of(name, value));
        return this;
    }

    /** Puts a folder of classes on its class path. */
    public TestDriver withClasses(Path classes) {
        moreClasses = classes.toString();
        return this;
    }

    /** Starts it without waiting. */
    public TestDriver start() {
        starts++;
        jvm = Jvm.start(
                classPath(), "io.sparkpipeline.streaming.StreamMain", jvmOptions, lastOfEach(options), log(starts));
        return this;
    }

    /** The last value of each option wins; picocli wants each once. */
    private static List<String> lastOfEach(List<String> options) {
        java.util.Map<String, String> last = new java.util.LinkedHashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            last.put(options.get(i), options.get(i + 1));
        }
        return last.entrySet().stream()
                .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
                .toList();
    }

    private Path log(int start) {
        return folder.resolve("driver-" + start + ".log");
    }

    private String classPath() {
        Path target = Path.of("target").toAbsolutePath();
        try {
            return String.join(
                    File.pathSeparator,
                    // Before the rest; with none of them, twice the same.
                    moreClasses.isEmpty() ? target.resolve("classes").toString() : moreClasses,
                    target.resolve("classes").toString(),
                    target.resolve("test-classes").toString(),
                    Files.readString(target.resolve("classpath.txt")).trim());
        } catch (IOException e) {
            throw new AssertionError("run package first", e);
        }
    }

    /** The process. */
    public Jvm jvm() {
        if (jvm == null) {
            throw new AssertionError("not started");
        }
        return jvm;
    }

    /** Waits until the status page says so. */
    public JsonNode awaitStatus(Predicate<JsonNode> good) {
        JsonNode[] last = new JsonNode[1];
        try {
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (!jvm().isAlive()) {
                            throw new AssertionError("the driver ended:\n" + output());
                        }
                        last[0] = status();
                        return last[0] != null && good.test(last[0]);
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("status is " + last[0] + "\n" + output(), e);
        }
        return last[0];
    }

    /** Waits until everything in its topic is counted. */
    public JsonNode awaitCounted() {
        Map<Integer, Long> ends = Topics.ends(options.get(1), "events");
        return awaitStatus(s -> Topics.counted(s, "events", ends));
    }

    /** The status page; null where it does not answer. */
    public @Nullable JsonNode status() {
        try {
            HttpResponse<String> answer = get("/ops/status");
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** A page. */
    public HttpResponse<String> get(String path) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(3))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The HTTP status of a probe; 0 where nothing answers. */
    public int probe(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What this start printed. */
    public String output() {
        try {
            return Files.readString(log(starts));
        } catch (IOException e) {
            return "";
        }
    }

    /** Kills it without warning. */
    public void kill() {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }

    /** Asks it to stop and waits; the exit code. */
    public int stop() {
        jvm().terminate();
        int code = jvm().await(120);
        kill();
        return code;
    }

    @Override
    public void close() {
        kill();
    }
}
