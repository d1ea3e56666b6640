package io.sparkpipeline.common.store;

import io.sparkpipeline.common.cli.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bucket; mixed into every command that needs one. Credentials come from the AWS default chain. */
public final class S3Options {

    /** Amazon S3 User Guide, bucket naming rules; other stores allow upper case and underscores. */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");

    /** What needs no encoding in a key anywhere. */
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9!_.*'()/-]*");

    @Option(names = "--bucket", paramLabel = "<name>", description = "the S3 bucket that holds the backups")
    private @Nullable String bucket;

    @Option(
            names = "--prefix",
            paramLabel = "<path>",
            defaultValue = "checkpoints",
            description = "the folder in the bucket under which each application has its own")
    private String prefix = "checkpoints";

    @Option(
            names = "--endpoint",
            paramLabel = "<url>",
            description = "the address of an S3-compatible store, such as http://minio:9000; without it, AWS")
    private @Nullable String endpoint;

    @Option(
            names = "--region",
            paramLabel = "<name>",
            description = "the bucket's region; without it AWS_REGION or the profile's, with --endpoint us-east-1")
    private @Nullable String region;

    @Option(
            names = "--s3-timeout",
            paramLabel = "<duration>",
            defaultValue = "30s",
            description = "the longest silence of the store before a try counts as failed")
    private Duration silence = Duration.ofSeconds(30);

    /** Notes what is wrong with the options. */
    public void check(Problems problems) {
        if (bucket == null || bucket.isBlank()) {
            problems.add("--bucket", "is required: the name of the S3 bucket");
        } else {
            problems.require(
                    BUCKET.matcher(bucket).matches(),
                    "--bucket",
                    "'" + bucket + "' is no bucket name: 3 to 63 letters, digits, dots and hyphens, without s3://");
        }
        problems.require(
                PREFIX.matcher(prefix).matches() && !prefix.contains("//"),
                "--prefix",
                "'" + prefix + "' holds characters other than letters, digits, / and !_.*'()-");
        if (endpoint != null && hasUser(endpoint)) {
            problems.add(
                    "--endpoint",
                    "holds a user or a password: give them by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        } else if (endpoint != null) {
            problems.require(
                    isHttp(endpoint), "--endpoint", "'" + endpoint + "' is no http:// or https:// address with a host");
        }
        problems.require(
                silence.compareTo(Duration.ofMillis(100)) >= 0, "--s3-timeout", "is at least 100ms, not " + silence);
    }

    private static boolean hasUser(String address) {
        try {
            return URI.create(address).getRawUserInfo() != null;
        } catch (IllegalArgumentException e) {
            return address.contains("@");
        }
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = URI.create(address);
            String scheme = uri.getScheme();
            return uri.getHost() != null && ("http".equals(scheme) || "https".equals(scheme));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without slashes at its ends. */
    public String prefix() {
        return prefix.replaceAll("^/+|/+$", "");
    }

    /**
     * The location; call after {@link #check} found nothing.
     *
     * @param connections the most at once
     */
    public S3Location location(int connections) {
        if (bucket == null) {
            throw new IllegalStateException("the options were not checked");
        }
        return new S3Location(bucket, endpoint == null ? null : URI.create(endpoint), region, silence, connections);
    }
}
