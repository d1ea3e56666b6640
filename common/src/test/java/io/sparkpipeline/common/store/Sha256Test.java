package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class Sha256Test {

    private static final String HASH = Sha256.hexOf("abc".getBytes(StandardCharsets.UTF_8));

    /** The first test vector of FIPS 180-4. */
    @Test
    void hashes() {
        assertThat(HASH).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void knowsItsOwnForm() {
        assertThat(Sha256.isHex(HASH)).isTrue();
        assertThat(Sha256.isHex("")).isFalse();
        assertThat(Sha256.isHex(HASH.substring(1))).isFalse();
        assertThat(Sha256.isHex(HASH + "0")).isFalse();
        assertThat(Sha256.isHex(HASH.toUpperCase(Locale.ROOT))).isFalse();
        for (char c : new char[] {'/', ':', '`', 'g', 'é', ' '}) {
            assertThat(Sha256.isHex(HASH.substring(1) + c)).as("%s", c).isFalse();
        }
    }
}
