package io.sparkpipeline.local.kafka;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ServerStart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Looks after the topics of a broker. */
final class Topics {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private Topics() {}

    /** Whether the broker listens and has joined this very cluster: on a port that was taken another might answer. */
    static boolean answers(String bootstrap, String clusterId) {
        if (!ServerStart.listens(bootstrap)) {
            return false;
        }
        Admin admin = admin(bootstrap, PROBE);
        try {
            DescribeClusterResult cluster = admin.describeCluster();
            return !cluster.nodes().get(PROBE.toSeconds(), TimeUnit.SECONDS).isEmpty()
                    && clusterId.equals(cluster.clusterId().get(PROBE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            // The default waits without end for an answer that need not come.
            admin.close(Duration.ZERO);
        }
    }

    /** Creates the topics that are not there, with so many partitions each. */
    static void create(String bootstrap, Map<String, Integer> topics) {
        List<NewTopic> wanted = topics.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                .toList();
        try (Admin admin = admin(bootstrap, LIMIT)) {
            for (var creation : admin.createTopics(wanted).values().values()) {
                awaitCreated(creation);
            }
        }
    }

    private static void awaitCreated(java.util.concurrent.Future<Void> creation) {
        try {
            creation.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw notCreated(e);
            }
        } catch (TimeoutException e) {
            throw notCreated(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notCreated(e);
        }
    }

    private static JobException notCreated(Exception e) {
        return JobException.failed(
                        "the topics could not be created on the embedded broker: " + e,
                        "the stack is taken down again",
                        "look at the broker's log; run with --keep-work-dir to keep it")
                .causedBy(e);
    }

    private static Admin admin(String bootstrap, Duration limit) {
        int millis = (int) limit.toMillis();
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis));
    }
}
