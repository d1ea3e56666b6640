package io.sparkpipeline.restore.application;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.KubeCalls;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.SparkApplications;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One SparkApplication and the requests about it, each with its line in {@link SuspendPermissions}. */
record SparkApplication(KubernetesClient client, String namespace, String name, KubeCalls calls) {

    /** Says that a restore suspended it, so that the run after a killed one knows to resume it. */
    static final String SUSPENDED_BY_RESTORE = "sparkpipeline.io/suspended-by-restore";

    /** A merge patch; without the annotation gone, the next restore would take another's suspension for its own. */
    static final String RESUME =
            "{\"metadata\":{\"annotations\":{\"" + SUSPENDED_BY_RESTORE + "\":null}},\"spec\":{\"suspend\":false}}";

    /** Nothing runs, and nothing is about to (v1beta2.ApplicationStateType); empty before the operator has seen it. */
    private static final Set<String> STOPPED = Set.of("SUSPENDED", "COMPLETED", "FAILED");

    /**
     * What the API says of it.
     *
     * @param name of its state; empty where the operator has not seen it yet
     * @param ours whether a restore suspended it
     */
    record State(String name, boolean suspended, boolean ours) {

        boolean stopped() {
            return suspended && STOPPED.contains(name);
        }
    }

    static SparkApplication of(KubeConnection kube, String name) {
        return new SparkApplication(kube.client(), kube.namespace(), name, kube.calls("the target is as it was"));
    }

    State state() {
        GenericKubernetesResource found = calls.find(
                        SuspendPermissions.GET, () -> resource().get())
                .orElseThrow(() -> JobException.failed(
                        "there is no SparkApplication '" + name + "' in the namespace " + namespace,
                        "the target is as it was",
                        "check --suspend-application and --namespace (kubectl get sparkapplications -A)"));
        Object state = found.get("status", "applicationState", "state");
        Map<String, String> annotations = found.getMetadata().getAnnotations();
        return new State(
                Objects.toString(state, ""),
                Boolean.TRUE.equals(found.get("spec", "suspend")),
                annotations != null && "true".equals(annotations.get(SUSPENDED_BY_RESTORE)));
    }

    /** Annotation and switch in one request: there is no moment at which only one of them holds. */
    void suspend() {
        patch("{\"metadata\":{\"annotations\":{\"" + SUSPENDED_BY_RESTORE
                + "\":\"true\"}},\"spec\":{\"suspend\":true}}");
    }

    void resume() {
        patch(RESUME);
    }

    private void patch(String merge) {
        calls.send(SuspendPermissions.PATCH, () -> resource().patch(PatchContext.of(PatchType.JSON_MERGE), merge));
    }

    private Resource<GenericKubernetesResource> resource() {
        return client.genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(namespace)
                .withName(name);
    }
}
