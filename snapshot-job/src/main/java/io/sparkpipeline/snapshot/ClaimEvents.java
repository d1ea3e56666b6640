package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.sparkpipeline.common.cli.JobException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes events on the claim, so that {@code kubectl describe pvc} tells what was done. Best effort. */
record ClaimEvents(SnapshotCluster cluster, Claim claim, Clock clock, boolean enabled) {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimEvents.class);
    private static final String COMPONENT = "snapshot-job";

    /** The API server refuses longer ones (validation of core/v1 events). */
    private static final int MESSAGE_LIMIT = 1024;

    void normal(String reason, String message) {
        send("Normal", reason, message);
    }

    void warning(String reason, String message) {
        send("Warning", reason, message);
    }

    private void send(String type, String reason, String message) {
        if (!enabled) {
            return;
        }
        try {
            cluster.event(event(type, reason, message));
        } catch (JobException e) {
            LOG.warn("the event {} could not be written: {}", reason, e.happened());
        }
    }

    private Event event(String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(COMPONENT + "-")
                .withNamespace(claim.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withName(claim.name())
                .withNamespace(claim.namespace())
                .withUid(claim.uid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT))
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }
}
