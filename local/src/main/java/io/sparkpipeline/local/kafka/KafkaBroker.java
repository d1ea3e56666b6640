package io.sparkpipeline.local.kafka;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.FreePort;
import io.sparkpipeline.local.process.ServerStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker in KRaft mode, in a JVM of its own on a free port of the loopback address. It can be stopped, killed
 * and started again with its port and data.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "-Dlog4j2.configurationFile=classpath:io/sparkpipeline/local/kafka/broker-log4j2.properties");

    private final Path folder;
    private final int port;
    private final String clusterId;
    private volatile ChildProcess process;

    private KafkaBroker(Path folder, int port, String clusterId, ChildProcess process) {
        this.folder = folder;
        this.port = port;
        this.clusterId = clusterId;
        this.process = process;
    }

    /**
     * Starts a broker and creates the topics.
     *
     * @param folder for its settings, data and log
     * @param topics the number of partitions of each
     * @throws JobException when it does not start
     */
    public static KafkaBroker start(Path folder, Map<String, Integer> topics) throws IOException {
        Files.createDirectories(folder);
        String clusterId = Uuid.randomUuid().toString();
        KafkaBroker broker = ServerStart.onFreePort(() -> {
            int port = FreePort.choose();
            BrokerProperties.write(propertiesOf(folder), dataOf(folder), port, FreePort.choose());
            return new KafkaBroker(folder, port, clusterId, launch(folder, port, clusterId));
        });
        try {
            Topics.create(broker.bootstrap(), topics);
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Where clients connect to: {@code 127.0.0.1:<port>}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Its process, to pause or kill it. */
    public ChildProcess process() {
        return process;
    }

    /** Ends it as a broker is ended: with SIGTERM. */
    public void stop() {
        process.stop(STOP);
    }

    /**
     * Starts it again after a stop or kill, with the same port and data, and waits until it answers.
     *
     * @throws JobException when it does not, such as when another process has taken the port
     */
    public void startAgain() throws IOException {
        if (!process.isAlive()) {
            process = ServerStart.onItsPort(() -> launch(folder, port, clusterId));
        }
    }

    @Override
    public void close() {
        process.stop(STOP);
    }

    @Override
    public String toString() {
        return process.toString();
    }

    private static ChildProcess launch(Path folder, int port, String clusterId) throws IOException {
        ChildProcess process = ChildJvm.of("kafka", BrokerMain.class.getName(), folder)
                .withJvmOptions(JVM_OPTIONS)
                .withArguments(
                        List.of(propertiesOf(folder).toString(), dataOf(folder).toString(), clusterId))
                .start();
        return ServerStart.awaitReady(process, READY, () -> Topics.answers("127.0.0.1:" + port, clusterId));
    }

    private static Path propertiesOf(Path folder) {
        return folder.resolve("server.properties");
    }

    private static Path dataOf(Path folder) {
        return folder.resolve("data");
    }
}
