package io.sparkpipeline.common.store;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What S3 is to do with objects that are written.
 *
 * @param storageClass such as STANDARD_IA; null for the bucket's default
 * @param encryption AES256 or aws:kms; null for the bucket's default
 * @param kmsKey the KMS key's id or ARN; null for the account's own
 * @param tags for life-cycle and cost rules
 */
public record S3WriteSettings(
        @Nullable String storageClass,
        @Nullable String encryption,
        @Nullable String kmsKey,
        SortedMap<String, String> tags) {

    /** The bucket's defaults. */
    public static final S3WriteSettings DEFAULTS = new S3WriteSettings(null, null, null, new TreeMap<>());

    public S3WriteSettings {
        tags = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** As the {@code x-amz-tagging} header wants them; null where there are none. */
    @Nullable
    String tagging() {
        if (tags.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(encode(tag.getKey()))
                    .append('=')
                    .append(encode(tag.getValue()));
        }
        return text.toString();
    }

    private static String encode(String text) {
        // A plus sign is a space in forms only; what a server makes of it in a header is its own affair.
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
