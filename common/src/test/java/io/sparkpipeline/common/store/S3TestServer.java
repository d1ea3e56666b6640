package io.sparkpipeline.common.store;

import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server over HTTP in this JVM, with all objects in memory; up in about a second. */
public final class S3TestServer implements AutoCloseable {

    public static final String BUCKET = "test-bucket";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    private final S3Proxy server;

    private S3TestServer(S3Proxy server) {
        this.server = server;
    }

    /** Starts one on a free port, with {@link #BUCKET}, and makes its credentials those of this JVM. */
    public static S3TestServer start() {
        useCredentials(ACCESS_KEY, SECRET_KEY);
        try {
            S3Proxy server = S3Proxy.builder()
                    .blobStore(BlobStores.create("transient-nio2", new Properties()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    .build();
            server.start();
            S3TestServer started = new S3TestServer(server);
            started.createBucket(BUCKET);
            return started;
        } catch (Exception e) {
            throw new IllegalStateException("the S3 test server did not start", e);
        }
    }

    /** The SDK's default chain reads them (SystemPropertyCredentialsProvider). */
    public static void useCredentials(String accessKey, String secretKey) {
        System.setProperty("aws.accessKeyId", accessKey);
        System.setProperty("aws.secretAccessKey", secretKey);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public void createBucket(String name) {
        try (var client = S3Clients.client(location(name))) {
            client.createBucket(request -> request.bucket(name));
        }
    }

    /** The bucket as a test looks into it. */
    public ObjectStore store() {
        return store(BUCKET);
    }

    public ObjectStore store(String bucket) {
        return S3Clients.open(location(bucket), S3WriteSettings.DEFAULTS);
    }

    /** The bucket as a job sees it, tried again for 30 s, through a proxy that stands before this server. */
    public ObjectStore retrying(URI proxy) {
        return S3Clients.open(
                new S3Location(BUCKET, proxy, null, Duration.ofSeconds(20), 16),
                S3WriteSettings.DEFAULTS,
                Deadline.in(Duration.ofSeconds(30)));
    }

    public S3Location location(String bucket) {
        return new S3Location(bucket, endpoint(), null, Duration.ofSeconds(20), 16);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 test server did not stop", e);
        }
    }
}
