package io.sparkpipeline.common.store;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** A job that works with a real S3 server: what it is told of the store, and an application for each test. */
public abstract class StoreJobTestBase extends SharedServerTestBase {

    protected String app;
    protected final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void application(TestInfo test) {
        app = test.getTestClass().orElseThrow().getSimpleName()
                + "-" + test.getTestMethod().orElseThrow().getName()
                + Integer.toHexString(test.getDisplayName().hashCode());
        environment.put("BUCKET", S3TestServer.BUCKET);
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("APP", app);
        environment.put("OUTPUT", "json");
        environment.put("DEADLINE", "5s");
    }
}
