package io.sparkpipeline.common.store;

import com.adobe.testing.s3mock.testcontainers.S3MockContainer;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

/** S3Mock in a container; skipped where there is no Docker, where {@link S3MockJarTest} stands in for it. */
@EnabledIf(
        value = "dockerIsThere",
        disabledReason = "there is no Docker here; S3MockJarTest runs the same server without")
class S3MockContainerTest extends S3MockContract {

    private @Nullable S3MockContainer container;

    static boolean dockerIsThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    URI startServer() {
        container = new S3MockContainer(System.getProperty("s3mock.version", "latest"));
        container.withValidKmsKeys(KEY_ARN).start();
        return URI.create(container.getHttpEndpoint());
    }

    @Override
    void stopServer() {
        if (container != null) {
            container.stop();
        }
    }
}
