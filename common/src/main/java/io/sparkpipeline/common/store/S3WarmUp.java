package io.sparkpipeline.common.store;

import io.sparkpipeline.common.cli.Environment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Loads what the SDK needs for a request on a thread of its own, while the caller still reads its options: half of what
 * a job of a second does is to load classes, and on two cores the half of that is free. No network is touched: the
 * requests are answered here.
 */
public final class S3WarmUp {

    private static final String EMPTY = "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>";

    private S3WarmUp() {}

    /**
     * Begins; nothing depends on its end, and the process does not wait for it.
     *
     * @param args of the command, which are not parsed yet, and may be wrong
     */
    public static void begin(String... args) {
        URI endpoint = likely(List.of(args), Environment.system());
        Thread thread = new Thread(() -> requests(endpoint), "s3-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** To read the certificates that TLS trusts takes as long as all else here: guessed wrong, it happens later, or in vain. */
    private static URI likely(List<String> args, Environment environment) {
        boolean plain = args.stream().anyMatch(arg -> arg.contains("http://"))
                || String.valueOf(environment.get("ENDPOINT")).startsWith("http://");
        return URI.create(plain ? "http://localhost:1" : "https://localhost:1");
    }

    private static void requests(URI endpoint) {
        // Made here, on this thread: the first one of a process reads all jars and a configuration.
        Logger log = LoggerFactory.getLogger(S3WarmUp.class);
        S3Location nowhere = new S3Location("warm-up", endpoint, null, Duration.ofSeconds(1), 1);
        S3Clients.http(nowhere).build().close();
        try (S3Client client = S3Clients.builder(nowhere)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("warm", "up")))
                .httpClient(new Answers())
                .build()) {
            S3Store store = new S3Store(client, nowhere.bucket(), nowhere.place(), S3WriteSettings.DEFAULTS);
            store.put("a", Chunk.of(new byte[1]));
            store.list("a", found -> {});
            client.getObject(request -> request.bucket(nowhere.bucket()).key("a"), ResponseTransformer.toBytes());
        } catch (RuntimeException e) {
            log.debug("the warm-up ended early, which costs a moment later: {}", e.toString());
        }
    }

    /** Answers each request with an empty list. */
    private static final class Answers implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    byte[] body = EMPTY.getBytes(StandardCharsets.UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(200)
                                    .putHeader("Content-Length", String.valueOf(body.length))
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
