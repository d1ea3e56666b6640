package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Bounds the opening of a watch, for which the client sets no limit; how long it stays open is not bounded. */
record WatchTimeout(Duration timeout) implements Interceptor {

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (builder instanceof WebSocket.Builder watch) {
            watch.connectTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
