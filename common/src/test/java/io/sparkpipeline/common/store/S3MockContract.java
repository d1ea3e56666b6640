package io.sparkpipeline.common.store;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The S3 adapter against S3Mock, which keeps and checks the checksums that are sent with an upload. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3MockContract extends ObjectStoreContract {

    private static final String BUCKET = "test-bucket";

    @org.jspecify.annotations.Nullable
    private ObjectStore store;

    @org.jspecify.annotations.Nullable
    private URI endpoint;

    /** Starts the server, or aborts the tests where it can't be. */
    abstract URI startServer() throws Exception;

    abstract void stopServer();

    @BeforeAll
    void start() throws Exception {
        S3TestServer.useCredentials(S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY);
        endpoint = startServer();
        try (var client = S3Clients.client(location(BUCKET))) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
        store = S3Clients.open(location(BUCKET), S3WriteSettings.DEFAULTS);
    }

    @AfterAll
    void stop() {
        if (store != null) {
            store.close();
        }
        stopServer();
    }

    private S3Location location(String bucket) {
        return new S3Location(bucket, java.util.Objects.requireNonNull(endpoint), null, Duration.ofSeconds(20), 16);
    }

    /** S3Mock checks and writes in two steps, so that two of many writers can win; s3proxy shows the adapter's part. */
    @Test
    @Disabled("S3Mock's conditional writes are not exact under a race")
    @Override
    void ofManyConditionalWritersOneWins() {}

    @Override
    protected ObjectStore store() {
        return java.util.Objects.requireNonNull(store);
    }

    @Override
    protected ObjectStore missingBucket() {
        return S3Clients.open(location("no-such-bucket"), S3WriteSettings.DEFAULTS);
    }
}
