package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;

/**
 * Makes clients with the one layer of retry: the library's own, which tries again after 429 (honouring Retry-After), 5xx
 * and broken connections (StandardHttpClient.shouldRetry). Callers do not retry; what comes out is final.
 */
public final class KubeClients {

    private static final int FIRST_PAUSE_MILLIS = 250;

    private KubeClients() {}

    /** A client for the API that the options name. Nothing is sent yet. */
    public static KubernetesClient connect(KubeOptions options) {
        Config config = options.kubeconfig()
                .map(file -> Config.fromKubeconfig(file.toFile()))
                .orElseGet(() -> options.api().isPresent() ? Config.empty() : Config.autoConfigure(null));
        options.api().ifPresent(url -> config.setMasterUrl(url.toString()));
        options.namespace().ifPresent(config::setNamespace);
        int timeout = Math.toIntExact(options.timeout().toMillis());
        config.setRequestTimeout(timeout);
        config.setConnectionTimeout(timeout);
        config.setRequestRetryBackoffLimit(options.retries());
        config.setRequestRetryBackoffInterval(FIRST_PAUSE_MILLIS);
        config.setHttp2Disable(true); // a handful of requests, and HTTP/1.1 passes every proxy
        config.setWatchReconnectLimit(0); // a watch that ends is opened again by whoever waits
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The namespace that the client works in. */
    public static String namespaceOf(KubernetesClient client) {
        return Optional.ofNullable(client.getNamespace())
                .filter(name -> !name.isEmpty())
                .orElse("default");
    }
}
