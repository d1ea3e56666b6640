package io.sparkpipeline.common.store;

import io.sparkpipeline.common.cli.Environment;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens buckets: the SDK without its own retries, and with our checksums instead of its trailing ones. */
public final class S3Clients {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private S3Clients() {}

    /** The bucket, each call tried once. */
    public static ObjectStore open(S3Location location, S3WriteSettings settings) {
        return new S3Store(client(location), location.bucket(), location.place(), settings);
    }

    /** The bucket behind the retry layer. */
    public static ObjectStore open(S3Location location, S3WriteSettings settings, Deadline deadline) {
        return new RetryingStore(open(location, settings), deadline);
    }

    /** The bucket behind the retry layer, within a bandwidth. */
    public static ObjectStore open(
            S3Location location, S3WriteSettings settings, Deadline deadline, BandwidthLimit limit) {
        return new RetryingStore(limit.on(open(location, settings)), deadline);
    }

    /** Proxies (HTTPS_PROXY, https.proxyHost), trust stores and credentials are those of the SDK's default chains. */
    static S3Client client(S3Location location) {
        return build(location, builder(location).httpClientBuilder(http(location)));
    }

    static Apache5HttpClient.Builder http(S3Location location) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(location.silence())
                .connectionAcquisitionTimeout(location.silence().plus(CONNECT))
                .expectContinueEnabled(false)
                .maxConnections(location.connections());
        if (isWithoutTls(location.endpoint(), Environment.system())) {
            // Else it reads all certificates that the JVM trusts, a tenth of a second, for nobody.
            builder.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        return builder;
    }

    /** Whether no connection can be one of TLS: a proxy may speak it where the store does not. */
    static boolean isWithoutTls(@Nullable URI endpoint, Environment environment) {
        return endpoint != null
                && "http".equals(endpoint.getScheme())
                && environment.get("HTTP_PROXY") == null
                && environment.get("http_proxy") == null;
    }

    /** All but the HTTP client and, where there may be none, credentials. */
    static S3ClientBuilder builder(S3Location location) {
        S3ClientBuilder builder = S3Client.builder()
                // A question before each upload would cost a round trip; a refused body is a matter for the retry
                // layer.
                // Our own checksum covers each body: signing it piece by piece again would only cost time and copies.
                .serviceConfiguration(
                        config -> config.expectContinueEnabled(false).chunkedEncodingEnabled(false))
                .putAuthScheme(new SignedChecksum())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        URI endpoint = location.endpoint();
        String region = location.region();
        if (endpoint != null) {
            builder.endpointOverride(endpoint).forcePathStyle(true);
        }
        if (region != null) {
            builder.region(Region.of(region));
        } else if (endpoint != null) {
            // Any region does for a store of one's own; the default chain would ask an instance's metadata service.
            builder.region(Region.US_EAST_1);
        }
        return builder;
    }

    private static S3Client build(S3Location location, S3ClientBuilder builder) {
        try {
            return builder.build();
        } catch (SdkException e) {
            throw new StoreException(
                    StoreException.Kind.WRONG_REGION, "no AWS region is set for bucket '" + location.bucket() + "'", e);
        }
    }
}
