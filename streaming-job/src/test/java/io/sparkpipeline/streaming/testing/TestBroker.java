package io.sparkpipeline.streaming.testing;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A Kafka broker (KRaft, one node) in a JVM of its own, on free ports. */
public final class TestBroker implements AutoCloseable {

    private final Path folder;
    private final int port;
    private @Nullable Jvm jvm;

    private TestBroker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Formats a store in the folder, starts the broker and waits until it answers. */
    public static TestBroker start(Path folder) throws IOException {
        int port = freePort();
        Files.createDirectories(folder);
        Path properties = folder.resolve("server.properties");
        Files.writeString(properties, properties(folder, port, freePort()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()},
                new PrintStream(out, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IOException("format ended with " + code + ": " + out.toString(StandardCharsets.UTF_8));
        }
        TestBroker broker = new TestBroker(folder, port);
        broker.start();
        return broker;
    }

    private static String properties(Path folder, int port, int controllerPort) {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + folder.resolve("data"),
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=1",
                "auto.create.topics.enable=false",
                "num.partitions=3",
                "message.max.bytes=1572864",
                "log.cleaner.enable=false",
                "controlled.shutdown.enable=false",
                "");
    }

    /** Starts it (again) and waits until it answers. */
    public void start() {
        jvm = Jvm.start(
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(folder.resolve("server.properties").toString()),
                folder.resolve("broker.log"));
        await().atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private boolean answers() {
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (Exception e) {
            return false;
        }
    }

    /** Kills it without warning; its data stays. */
    public void kill() {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }

    /** {@code host:port}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** An administrative client; close it. */
    public Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrap(), "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000));
    }

    /** Makes a topic. */
    public void create(String topic, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no topic " + topic, e);
        }
    }

    /** A port that is free now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
