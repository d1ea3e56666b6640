package io.sparkpipeline.common.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real S3 server for all tests of a class, and a store on it that nothing comes in between of. */
public abstract class SharedServerTestBase {

    protected static S3TestServer server;
    protected static ObjectStore store;

    @BeforeAll
    static void startServer() {
        server = S3TestServer.start();
        store = server.store();
    }

    @AfterAll
    static void stopServer() {
        store.close();
        server.close();
    }
}
