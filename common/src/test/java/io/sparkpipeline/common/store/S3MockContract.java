package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** The S3 adapter against S3Mock, which keeps and checks the checksums that are sent with an upload. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3MockContract extends ObjectStoreContract {

    private static final String BUCKET = "test-bucket";

    private static final String KEY = "5f3a8b0e-0c3e-4e5f-9a55-51c0f7d1a8a1";

    /** The server is started with this one, takes no other, and knows it by its id. */
    static final String KEY_ARN = "arn:aws:kms:us-east-1:1234567890:key/" + KEY;

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

    /** s3proxy keeps none of these; S3Mock tells them as S3 does. */
    @ParameterizedTest
    @ValueSource(strings = {"put", "putIfAbsent", "multipart"})
    void everyObjectHasTheEncryptionTheClassAndTheTagsThatWereAskedFor(String how) {
        S3WriteSettings settings = new S3WriteSettings(
                "STANDARD_IA", "aws:kms", KEY, new TreeMap<>(Map.of("team", "streams", "cost", "4711")));
        String key = root() + "settings/" + how;
        Chunk content = chunk("what is kept");
        try (ObjectStore asked = S3Clients.open(location(BUCKET), settings);
                S3Client client = S3Clients.client(location(BUCKET))) {
            switch (how) {
                case "put" -> asked.put(key, content);
                case "putIfAbsent" ->
                    assertThat(asked.putIfAbsent(key, content)).isTrue();
                default -> {
                    MultipartUpload upload = asked.begin(key);
                    upload.part(1, content);
                    upload.complete();
                }
            }
            HeadObjectResponse head =
                    client.headObject(request -> request.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
            assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
            // S3Mock takes those of parts from the request that completes them, where S3 knows none.
            if (!how.equals("multipart")) {
                assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
                assertThat(head.ssekmsKeyId()).isEqualTo(KEY);
            }
            assertThat(head.checksumCRC32C()).isNotEmpty();
            assertThat(client.getObjectTagging(request -> request.bucket(BUCKET).key(key))
                            .tagSet())
                    .extracting(Tag::key, Tag::value)
                    .containsExactlyInAnyOrder(tuple("team", "streams"), tuple("cost", "4711"));
        }
    }

    @Test
    void tagsAreEncodedAsAHeaderWantsThem() {
        assertThat(new S3WriteSettings(null, null, null, new TreeMap<>(Map.of("team", "data & streams"))).tagging())
                .isEqualTo("team=data%20%26%20streams");
    }

    @Test
    void aBodyThatArrivesAlteredIsRefused() {
        try (S3Client client = S3Clients.client(location(BUCKET))) {
            assertThatThrownBy(() -> client.putObject(
                            request -> request.bucket(BUCKET)
                                    .key(root() + "altered")
                                    .checksumCRC32C(chunk("what was meant").crc32cBase64()),
                            S3Writer.body(chunk("what arrived"))))
                    .isInstanceOf(S3Exception.class);
        }
    }

    @Test
    void anEncryptionKeyThatIsNotThereIsNamedAsSuch() {
        S3WriteSettings settings = new S3WriteSettings(null, "aws:kms", "no-such-key", new TreeMap<>());
        try (ObjectStore asked = S3Clients.open(location(BUCKET), settings)) {
            noKey(() -> asked.put(root() + "no-key", chunk("lost")));
            noKey(() -> asked.begin(root() + "no-key"));
        }
    }

    private static void noKey(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.toJobException("nothing is lost").next())
                                .contains("--sse-kms-key"));
    }

    @Override
    protected ObjectStore store() {
        return java.util.Objects.requireNonNull(store);
    }

    @Override
    protected ObjectStore missingBucket() {
        return S3Clients.open(location("no-such-bucket"), S3WriteSettings.DEFAULTS);
    }
}
