package io.sparkpipeline.restore.application;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;

/**
 * Suspends an application.
 *
 * @param application the name of the SparkApplication
 * @param timeout the longest wait until its driver is gone
 */
public record Suspender(String application, Duration timeout, KubeOptions kube) {

    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * Suspends it and waits until nothing of it runs.
     *
     * @throws JobException when it is not there, Kubernetes refuses, or it still runs at the end of the timeout; it is
     *     then resumed
     */
    public Suspension suspend() {
        KubeConnection connection = KubeConnection.open(kube);
        try {
            Suspension suspension = Suspension.begin(SparkApplication.of(connection, application));
            requireStopped(suspension);
            return suspension;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private void requireStopped(Suspension suspension) {
        SparkApplication running = suspension.application();
        try {
            if (Pauses.until(timeout, POLL, () -> running.state().stopped())) {
                return;
            }
            throw JobException.temporary(
                    "the application " + application + " still runs " + Durations.text(timeout)
                            + " after it was suspended: its state is '"
                            + running.state().name() + "'",
                    "the target is as it was, and the application is resumed",
                    "check that the Spark operator runs and knows spec.suspend (2.3 and newer),"
                            + " or give a longer --suspend-timeout");
        } catch (RuntimeException | Error e) {
            suspension.closeAfter(e);
            throw e;
        }
    }
}
