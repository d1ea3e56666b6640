package io.sparkpipeline.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LimitedStreamTest {

    private static InputStream of(int bytes) {
        return new LimitedStream(new ByteArrayInputStream(new byte[bytes]), 3, limit -> {
            throw new IOException("over " + limit);
        });
    }

    @Test
    void whatIsWithinTheLimitComesWhole() throws IOException {
        try (InputStream in = of(3)) {
            assertThat(in.readAllBytes()).hasSize(3);
            assertThat(in.read()).isNegative();
        }
    }

    @Test
    void theByteBehindTheLimitIsRefusedHoweverItIsTaken() throws IOException {
        try (InputStream in = of(4)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessage("over 3");
        }
        try (InputStream in = of(4)) {
            assertThatThrownBy(() -> in.skip(4)).hasMessage("over 3");
        }
        try (InputStream in = of(4)) {
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.read()).isZero();
            assertThatThrownBy(in::read).hasMessage("over 3");
        }
    }
}
