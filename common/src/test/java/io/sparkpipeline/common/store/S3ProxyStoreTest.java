package io.sparkpipeline.common.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The S3 adapter against the embedded server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ProxyStoreTest extends ObjectStoreContract {

    private final S3TestServer server = S3TestServer.start();
    private final ObjectStore store = server.store();

    @BeforeAll
    void warm() {
        store.folders("none/");
    }

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    @Override
    protected boolean tellsChecksumsOfParts() {
        return false;
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore missingBucket() {
        return server.store("no-such-bucket");
    }
}
