package io.sparkpipeline.local.s3;

import io.sparkpipeline.common.cli.Environment;
import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** The main class of the S3 server's JVM. */
public final class S3Main {

    static final String ACCESS_KEY = "S3_SERVER_ACCESS_KEY";
    /** What it says once it has bound its port: on a port that was taken, another server might answer. */
    static final String LISTENING = "S3 server listens";

    static final String SECRET_KEY = "S3_SERVER_SECRET_KEY";

    private S3Main() {}

    /** Takes the endpoint and the folder of the buckets; the credentials come from the environment. */
    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        settings.setProperty("jclouds.filesystem.basedir", args[1]);
        S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", settings))
                .endpoint(URI.create(args[0]))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, variable(ACCESS_KEY), variable(SECRET_KEY))
                .ignoreUnknownHeaders(true)
                .build()
                .start();
        System.out.println(LISTENING + " at " + args[0]);
    }

    private static String variable(String name) {
        return Objects.requireNonNull(Environment.system().get(name), name);
    }
}
