package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

final class SignedChecksumTest {

    private static final byte[] BODY = "123456789".getBytes(StandardCharsets.US_ASCII);

    /** The check value of CRC-32C (iSCSI, RFC 3720) for these nine digits is E3069283. */
    @Test
    void aChunkCarriesItsCrcAsS3WritesIt() {
        assertThat(Chunk.of(BODY).crc32cBase64()).isEqualTo("4waSgw==");
    }

    @Test
    void aBodyWithAChecksumIsNotReadForTheSignatureWhichCoversTheChecksum() {
        ContentStreamProvider unreadable = () -> {
            throw new AssertionError("the body is read");
        };
        SignedRequest signed = sign(put().putHeader("x-amz-checksum-crc32c", "4waSgw=="), unreadable);
        assertThat(signed.payload()).containsSame(unreadable);
        assertThat(header(signed, "x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(header(signed, "Authorization"))
                .containsPattern("SignedHeaders=[a-z0-9;-]*x-amz-checksum-crc32c[;,]");
    }

    @Test
    void aBodyWithoutOneIsSignedItself() {
        SignedRequest signed = sign(put(), ContentStreamProvider.fromByteArray(BODY));
        assertThat(header(signed, "x-amz-content-sha256")).isEqualTo(Sha256.hexOf(BODY));
    }

    private static SdkHttpRequest.Builder put() {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .protocol("http")
                .host("localhost")
                .port(9000)
                .encodedPath("/bucket/key");
    }

    private static SignedRequest sign(SdkHttpRequest.Builder request, ContentStreamProvider body) {
        return new SignedChecksum()
                .sign(SignRequest.builder(AwsCredentialsIdentity.create("id", "secret"))
                        .request(request.build())
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                        .build());
    }

    private static String header(SignedRequest signed, String name) {
        return signed.request().firstMatchingHeader(name).orElse("");
    }
}
