package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.store.S3WriteSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What S3 is to do with the objects of a backup. */
final class WriteOptions {

    @Option(
            names = "--storage-class",
            paramLabel = "<name>",
            description = "the S3 storage class, such as STANDARD_IA; without it the bucket's")
    private @Nullable String storageClass;

    @Option(
            names = "--sse",
            paramLabel = "<form>",
            description = "server-side encryption: AES256 or aws:kms; without it the bucket's")
    private @Nullable String encryption;

    @Option(
            names = "--sse-kms-key",
            paramLabel = "<id>",
            description = "the KMS key's id or ARN; without it the account's own")
    private @Nullable String kmsKey;

    @Option(
            names = "--tags",
            paramLabel = "<key=value>",
            split = ",",
            description = "tags of every object, for life-cycle and cost rules: key=value, separated by commas")
    private Map<String, String> tags = new TreeMap<>();

    void check(Problems problems) {
        if (encryption != null) {
            problems.require(
                    encryption.equals("AES256") || encryption.equals("aws:kms"),
                    "--sse",
                    "is AES256 or aws:kms, not '" + encryption + "'");
        }
        problems.require(kmsKey == null || "aws:kms".equals(encryption), "--sse-kms-key", "is for --sse aws:kms only");
        problems.require(tags.size() <= 10, "--tags", "are at most 10 in S3, not " + tags.size());
    }

    S3WriteSettings settings() {
        return new S3WriteSettings(storageClass, encryption, kmsKey, new TreeMap<>(tags));
    }
}
