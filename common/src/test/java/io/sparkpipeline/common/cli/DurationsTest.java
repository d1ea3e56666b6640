package io.sparkpipeline.common.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll @LongRange(min = 0, max = 10_000_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }

    @Test
    void theUnitsOfTheManifests() {
        assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.text(Duration.ofHours(6))).isEqualTo("6h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1s", "1.5h", "P1D", "99999999999999s", "36501d", "999999999999d"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sizes() {
        assertThat(ByteSize.parse("16MiB").bytes()).isEqualTo(16L << 20);
        assertThat(ByteSize.parse("512").bytes()).isEqualTo(512);
        assertThat(ByteSize.parse("2g").bytes()).isEqualTo(2L << 30);
        assertThat(ByteSize.human(18_140_365)).isEqualTo("17.3 MiB");
        assertThatThrownBy(() -> ByteSize.parse("999999999999999TiB")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAgeIsGivenInItsTwoLargestUnits() {
        assertThat(Durations.age(Duration.ofDays(3).plusHours(4).plusMinutes(59), " "))
                .isEqualTo("3d 4h");
        assertThat(Durations.age(Duration.ofHours(4).plusMinutes(5), "")).isEqualTo("4h5m");
        assertThat(Durations.age(Duration.ofSeconds(7), " ")).isEqualTo("0m 7s");
        assertThat(Durations.age(Duration.ofSeconds(-7), "")).isEqualTo("0m0s");
    }
}
