package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkpipeline.common.cli.JobException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubernetes events about an object, so that {@code kubectl describe} tells what was done to it. Best effort.
 *
 * @param component who did it
 */
public record KubeEvents(KubernetesClient client, KubeCalls calls, String component, Clock clock) {

    /** The request that this makes, for roles. */
    public static final KubeAction CREATE = new KubeAction("create", "", "events", false);

    private static final Logger LOG = LoggerFactory.getLogger(KubeEvents.class);

    /** The API server refuses longer ones (validation of core/v1 events). */
    private static final int MESSAGE_LIMIT = 1024;

    /** Something that went as it should. */
    public void normal(HasMetadata about, String reason, String message) {
        send(about, generated(about), "Normal", reason, message);
    }

    /** The same, of what happens once: it is named after it, so that no rerun tells it again. */
    public void once(HasMetadata about, String what, String reason, String message) {
        ObjectMeta named = new ObjectMetaBuilder()
                .withName(what)
                .withNamespace(about.getMetadata().getNamespace())
                .build();
        send(about, named, "Normal", reason, message);
    }

    /** Something that did not. */
    public void warning(HasMetadata about, String reason, String message) {
        send(about, generated(about), "Warning", reason, message);
    }

    private ObjectMeta generated(HasMetadata about) {
        return new ObjectMetaBuilder()
                .withGenerateName(component + "-")
                .withNamespace(about.getMetadata().getNamespace())
                .build();
    }

    private void send(HasMetadata about, ObjectMeta named, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withMetadata(named)
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withNamespace(about.getMetadata().getNamespace())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT))
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withReportingComponent(component)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        try {
            calls.send(CREATE, () -> create(event));
        } catch (JobException e) {
            LOG.warn("the event {} could not be written: {}", reason, e.happened());
        }
    }

    /** False when it is there already. */
    private boolean create(Event event) {
        try {
            client.v1()
                    .events()
                    .inNamespace(event.getMetadata().getNamespace())
                    .resource(event)
                    .create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
