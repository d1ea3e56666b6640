package io.sparkpipeline.snapshot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the stream for a fresh checkpoint before the snapshot. The snapshot does not depend on the answer. */
final class CheckpointRequest {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRequest.class);

    private CheckpointRequest() {}

    /** Whether the stream says that it wrote one within the time. */
    static boolean send(URI url, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        String why;
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(timeout)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                LOG.info(
                        "the stream wrote a fresh checkpoint: {}", answer.body().strip());
                return true;
            }
            why = "it answered " + answer.statusCode();
        } catch (IOException e) {
            why = String.valueOf(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        }
        LOG.warn("no fresh checkpoint from {} ({}): the snapshot holds the stream's latest one", url, why);
        return false;
    }
}
