package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sparkpipeline.common.cli.JobException;
import java.util.Optional;

/** A client of the Kubernetes API with the one layer of retry, {@link KubeRetries}; the library's own is off. */
public record KubeConnection(KubernetesClient client, KubeRetries retries) implements AutoCloseable {

    /**
     * A client for the API that the options name. Nothing is sent yet.
     *
     * @throws JobException with exit code 2 when the kubeconfig is broken
     */
    public static KubeConnection open(KubeOptions options) {
        Config config = KubeConfigs.of(options);
        int timeout = Math.toIntExact(options.timeout().toMillis());
        config.setRequestTimeout(timeout);
        config.setConnectionTimeout(timeout);
        config.setRequestRetryBackoffLimit(0);
        config.setHttp2Disable(true); // a handful of requests, and HTTP/1.1 passes every proxy
        config.setWatchReconnectLimit(0); // a watch that ends is opened again by whoever waits
        RetryAfter asked = new RetryAfter();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(builder -> {
                    builder.addOrReplaceInterceptor("retry-after", asked);
                    builder.addOrReplaceInterceptor("watch-timeout", new WatchTimeout(options.timeout()));
                })
                .build();
        return new KubeConnection(
                client, new KubeRetries(asked, options.retries(), options.timeout(), Optional.empty()));
    }

    /** The namespace that the client works in. */
    public String namespace() {
        return Optional.ofNullable(client.getNamespace())
                .filter(name -> !name.isEmpty())
                .orElse("default");
    }

    /** Requests over this connection; what is safe when one fails is for messages. */
    public KubeCalls calls(String safe) {
        return new KubeCalls(client.getMasterUrl().toString(), safe, retries);
    }

    @Override
    public void close() {
        client.close();
    }
}
