package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, again where that can help, and explains those that finally failed with the API server's own words.
 *
 * @param api where the API is, for messages
 * @param safe what is safe when a request fails, for messages
 * @param retries sends them
 */
public record KubeCalls(String api, String safe, KubeRetries retries) {

    private static final int TOO_MANY_REQUESTS = 429;

    /** The client's code for a request that got no answer. */
    private static final int NO_ANSWER = -1;

    /** The same, with another word on what is safe. */
    public KubeCalls whenSafe(String otherwise) {
        return new KubeCalls(api, otherwise, retries);
    }

    /** The same, where each request with its retries ends within the given time. */
    public KubeCalls within(Duration together) {
        return new KubeCalls(api, safe, retries.within(together));
    }

    /** A request that always has an answer. */
    public <T> T send(KubeAction action, Supplier<T> request) {
        try {
            return retries.call(request);
        } catch (KubernetesClientException e) {
            throw explain(action, e);
        }
    }

    /** A request for something that may not be there. */
    public <T> Optional<T> find(KubeAction action, Supplier<@Nullable T> request) {
        try {
            return Optional.ofNullable(retries.<@Nullable T>call(request));
        } catch (KubernetesClientException e) {
            throw explain(action, e);
        }
    }

    /** A request that is sent once: whoever sends it decides whether to send it again. */
    public <T> T once(KubeAction action, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw explain(action, e);
        }
    }

    /** Whether it explains that the role lacks a verb: who can do without the answer goes on. */
    public static boolean isForbidden(JobException explained) {
        return explained.getCause() instanceof KubernetesClientException e
                && e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
    }

    /** What the fault means for an operator. */
    public JobException explain(KubeAction action, KubernetesClientException e) {
        String said = message(e);
        JobException explained = switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                JobException.failed(
                        "the Kubernetes API at " + api + " does not accept the token: " + said,
                        safe,
                        "renew the credentials of the kubeconfig, or check that the pod's service account exists and its token is mounted");
            case HttpURLConnection.HTTP_FORBIDDEN ->
                JobException.failed("Kubernetes forbids to " + action + ": " + said, safe, forbiddenHint(action, said));
            case HttpURLConnection.HTTP_NOT_FOUND ->
                JobException.failed(
                        "Kubernetes does not know " + action.qualifiedResource() + " there: " + said,
                        safe,
                        "check that the namespace exists and that the CRDs of " + group(action)
                                + " are installed (kubectl api-resources)");
            case HttpURLConnection.HTTP_CONFLICT ->
                JobException.temporary(
                        "someone else changed the same object (" + action + "): " + said, safe, "run it again");
            case NO_ANSWER, 0, TOO_MANY_REQUESTS ->
                JobException.temporary(
                        "the Kubernetes API at " + api + " did not serve '" + action + "': " + said,
                        safe,
                        "run it again when the API answers (kubectl get --raw /readyz)");
            default -> byClass(action, e.getCode(), said);
        };
        return explained.causedBy(e);
    }

    private JobException byClass(KubeAction action, int code, String said) {
        if (code >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
            return JobException.temporary(
                    "the Kubernetes API at " + api + " failed to " + action + " (" + code + "): " + said,
                    safe,
                    "run it again when the API is healthy (kubectl get --raw /readyz)");
        }
        return JobException.failed(
                "Kubernetes refuses to " + action + " (" + code + "): " + said, safe, "correct what the message names");
    }

    private static String forbiddenHint(KubeAction action, String said) {
        if (said.contains("exceeded quota")) {
            return "raise the quota of the namespace, or prune snapshots";
        }
        return "add the verb '" + action.verb() + "' on '" + action.resource() + "' of the API group '" + action.group()
                + "' to the " + (action.clusterWide() ? "ClusterRole" : "Role")
                + " that is bound to this job's service account";
    }

    private static String group(KubeAction action) {
        return action.group().isEmpty() ? "the cluster" : action.group();
    }

    private static String message(KubernetesClientException e) {
        if (e.getStatus() != null
                && e.getStatus().getMessage() != null
                && !e.getStatus().getMessage().isEmpty()) {
            return e.getStatus().getMessage();
        }
        Throwable root = e;
        @Nullable Throwable network = null;
        while (root.getCause() != null) {
            root = root.getCause();
            if (network == null && root instanceof IOException && root.getClass() != IOException.class) {
                network = root; // what lies below is the JDK's inside
            }
        }
        Throwable told = network == null ? root : network;
        String text = told.getMessage();
        return told.getClass().getSimpleName() + (text == null ? "" : ": " + text);
    }
}
