package io.sparkpipeline.common.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret with which manifests are signed, HMAC-SHA-256 (RFC 2104). */
public final class SigningKey {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 4096;

    private final SecretKeySpec key;

    private SigningKey(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /**
     * From its bytes.
     *
     * @throws IllegalArgumentException when there are too few to be a secret
     */
    public static SigningKey of(byte[] secret) {
        if (secret.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "a signing key has at least " + SHORTEST + " bytes, not " + secret.length);
        }
        return new SigningKey(secret.clone());
    }

    /**
     * From a file: all its bytes but line ends after the last.
     *
     * @throws IllegalArgumentException when the file can't be read or is no key
     */
    public static SigningKey read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException("has over " + LONGEST + " bytes, which is no key");
            }
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--;
            }
            return of(Arrays.copyOf(bytes, length));
        } catch (IOException e) {
            throw new IllegalArgumentException("can't be read: " + e, e);
        }
    }

    /** Lower-case hex. */
    String sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** In a time that tells nothing about where they differ. */
    boolean verifies(byte[] content, String signature) {
        return MessageDigest.isEqual(
                sign(content).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                signature.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
