package io.sparkpipeline.local.driver;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks a driver for its status. */
final class StatusClient {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    /** The status; empty when there is no answer, or another than a status, as while the driver starts. */
    Optional<DriverStatus> ask(int port) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/ops/status");
        try {
            HttpResponse<byte[]> response =
                    http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
            return response.statusCode() == 200
                    ? Optional.of(JSON.readValue(response.body(), DriverStatus.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
