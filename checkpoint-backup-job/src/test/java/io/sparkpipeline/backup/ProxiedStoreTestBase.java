package io.sparkpipeline.backup;

import io.sparkpipeline.common.store.FaultyProxy;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real S3 server behind a proxy that may harm requests, or hold them up; what is told of progress is summed up. */
abstract class ProxiedStoreTestBase {

    final LongAdder told = new LongAdder();
    S3TestServer server;
    FaultyProxy proxy;
    ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        server = S3TestServer.start();
        proxy = FaultyProxy.before(server.endpoint());
        store = server.retrying(proxy.endpoint());
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        proxy.close();
        server.close();
    }
}
