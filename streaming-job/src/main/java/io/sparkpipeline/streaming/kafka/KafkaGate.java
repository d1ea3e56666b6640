package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.run.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until Kafka answers and the topics are there, so that nothing behind it has to. */
public final class KafkaGate {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaGate.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** How long one question may take, so that the limit is kept and a stop is seen soon. */
    private static final int ANSWER_MS = 5_000;

    /** What the clients say then, and by no class of its own (org.apache.kafka.clients.ClientUtils). */
    private static final String NO_ADDRESS = "No resolvable bootstrap urls";

    private final Settings settings;
    private final Duration limit;
    private final BooleanSupplier stopped;
    private final boolean readsTopic;
    private String state = "no answer yet";
    private @Nullable Admin client;

    /**
     * A gate.
     *
     * @param readsTopic whether the input topic is waited for, too
     * @param limit how long it waits
     * @param stopped when this turns true the wait ends
     */
    public KafkaGate(Settings settings, boolean readsTopic, Duration limit, BooleanSupplier stopped) {
        this.settings = settings;
        this.limit = limit;
        this.stopped = stopped;
        this.readsTopic = readsTopic;
    }

    /**
     * Waits for the input topic, and makes the output and dead-letter topics with the brokers' defaults where they are
     * missing.
     *
     * @throws JobException (temporary) when the time is over; (failed) when Kafka refuses us; (usage) when a setting of
     *     the clients is wrong
     */
    public void pass() {
        try {
            String[] told = {state};
            boolean open = Pauses.until(limit, POLL, () -> {
                boolean ready = stopped.getAsBoolean() || ready();
                if (!ready && !state.equals(told[0])) {
                    told[0] = state;
                    LOG.info("Waiting for Kafka at {}: {}", settings.kafkaBootstrap(), state);
                }
                return ready;
            });
            if (!open) {
                throw JobException.temporary(
                        "Kafka at " + settings.kafkaBootstrap() + " was not ready within " + Durations.text(limit)
                                + ": " + state,
                        "nothing was read or written; the checkpoint is as it was",
                        "check --kafka-bootstrap, the brokers and the topic, then start again; --kafka-timeout waits"
                                + " longer");
            }
        } finally {
            if (client != null) {
                client.close(Duration.ZERO);
            }
        }
    }

    /** Null where no name of a broker can be resolved: names come and go with the pods behind them. */
    private @Nullable Admin open() {
        try {
            return Admin.create(Clients.admin(settings));
        } catch (KafkaException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            if (String.valueOf(why.getMessage()).contains(NO_ADDRESS)) {
                state = "no broker's name can be resolved";
                return null;
            }
            throw JobException.usage(
                            "no Kafka client for " + settings.kafkaBootstrap() + ": " + why.getMessage(),
                            "check --kafka-bootstrap and --kafka-properties")
                    .causedBy(e);
        }
    }

    private boolean ready() {
        if (client == null) {
            client = open();
        }
        return client != null && ready(client);
    }

    private boolean ready(Admin admin) {
        try {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().timeoutMs(ANSWER_MS))
                    .names()
                    .get();
            if (readsTopic && !topics.contains(settings.topic())) {
                state = "the topic " + settings.topic() + " does not exist";
                return false;
            }
            List<NewTopic> missing = Stream.of(settings.outputTopic(), settings.deadLetterTopic())
                    .filter(topic -> !topics.contains(topic))
                    .map(topic -> new NewTopic(topic, Optional.empty(), Optional.empty()))
                    .collect(Collectors.toList());
            return missing.isEmpty() || create(admin, missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private boolean create(Admin admin, List<NewTopic> missing) throws InterruptedException, ExecutionException {
        for (NewTopic topic : missing) {
            try {
                admin.createTopics(List.of(topic)).all().get();
                LOG.info("Created the topic {} with the brokers' defaults", topic.name());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return true;
    }

    private boolean failed(Throwable e) {
        if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
            throw JobException.failed(
                    "Kafka at " + settings.kafkaBootstrap() + " refuses: " + e.getMessage(),
                    "nothing was read or written",
                    "correct the credentials in --kafka-properties or the rights of this client");
        }
        state = e instanceof RetriableException ? "no broker answers" : String.valueOf(e.getMessage());
        return false;
    }
}
