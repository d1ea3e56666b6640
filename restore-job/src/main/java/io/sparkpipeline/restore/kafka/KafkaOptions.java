package io.sparkpipeline.restore.kafka;

import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka to ask; none without the brokers. No class of Kafka's is loaded before it is asked. */
public final class KafkaOptions {

    @Option(
            names = "--kafka-bootstrap",
            paramLabel = "<host:port,…>",
            description = "Kafka's brokers; with them, the report says which records of those that the backup has not "
                    + "counted are gone from its topic. Kafka's answer, or silence, fails nothing")
    private @Nullable String bootstrap;

    @Option(
            names = "--kafka-properties",
            paramLabel = "<file>",
            description = "further properties of the Kafka client, such as SASL and TLS")
    private @Nullable Path properties;

    @Option(
            names = "--kafka-check-timeout",
            paramLabel = "<duration>",
            defaultValue = "10s",
            description = "how long Kafka is waited for, at most 1h")
    private Duration timeout = Duration.ofSeconds(10);

    /** Notes what is wrong with these options. */
    public void check(Problems problems) {
        problems.require(
                !timeout.isZero() && timeout.compareTo(Duration.ofHours(1)) <= 0,
                "--kafka-check-timeout",
                "is over zero and at most 1h");
    }

    /**
     * Adds to the report what Kafka says, where it is to be asked.
     *
     * @param offsets of the backup
     */
    public Report tell(Report report, KafkaOffsets offsets) {
        return bootstrap == null ? report : new KafkaRetention(bootstrap, properties, timeout).tell(report, offsets);
    }
}
