package io.sparkpipeline.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.local.process.CloseStack;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class LocalS3Test {

    @TempDir
    Path folder;

    private final CloseStack stack = CloseStack.closedAtShutdown();

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void objectsOutliveAnOutage() throws Exception {
        LocalS3 server = stack.open(() -> LocalS3.start(folder, "checkpoints"));
        try (S3Client client = client(server, LocalS3.SECRET_KEY)) {
            client.putObject(
                    request -> request.bucket(server.bucket()).key("a/b"), RequestBody.fromBytes(new byte[5_000_000]));
            server.stop();
            assertThat(server.process().isAlive()).isFalse();
            server.startAgain();
            assertThat(client.getObjectAsBytes(
                                    request -> request.bucket("checkpoints").key("a/b"))
                            .asByteArray())
                    .hasSize(5_000_000);
        }
    }

    @Test
    void commitsAreConditionalAndStrangersAreRefused() throws Exception {
        LocalS3 server = stack.open(() -> LocalS3.start(folder, "checkpoints"));
        try (S3Client client = client(server, LocalS3.SECRET_KEY);
                S3Client stranger = client(server, "wrong")) {
            client.putObject(
                    request -> request.bucket("checkpoints").key("manifest").ifNoneMatch("*"),
                    RequestBody.fromString("first"));
            assertThatThrownBy(() -> client.putObject(
                            request -> request.bucket("checkpoints")
                                    .key("manifest")
                                    .ifNoneMatch("*"),
                            RequestBody.fromString("second")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("412");
            assertThatThrownBy(() -> stranger.headObject(
                            request -> request.bucket("checkpoints").key("manifest")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("403");
        }
    }

    private static S3Client client(LocalS3 server, String secret) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalS3.REGION))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(LocalS3.ACCESS_KEY, secret)))
                .build();
    }
}
