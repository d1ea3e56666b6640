package io.sparkpipeline.common.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real S3 server for all tests of a class, and a store on it that nothing comes in between of. */
abstract class SharedServerTestBase {

    static S3TestServer server;
    static ObjectStore plain;

    @BeforeAll
    static void start() {
        server = S3TestServer.start();
        plain = server.store();
    }

    @AfterAll
    static void stop() {
        plain.close();
        server.close();
    }
}
