package io.sparkpipeline.common.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c", "...", "a/..b/c..", ".hidden/.x", "ä/日本/😀", "a b/-c"})
    void plainPathsAreTaken(String path) {
        assertThat(SafePaths.problem(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "/a, is absolute",
        "a/, has an empty part",
        "a//b, has an empty part",
        "., has an empty part",
        "a/./b, has an empty part",
        ".., climbs out of its folder",
        "a/.., climbs out of its folder",
        "../a, climbs out of its folder",
        "'a\nb', holds a control character"
    })
    void othersAreRefusedWithTheReason(String path, String why) {
        assertThat(SafePaths.problem(path)).isEqualTo(why);
    }

    /** Linux counts bytes: letters of one to four of them. */
    @ParameterizedTest
    @CsvSource({"a, 255", "ä, 127", "日, 85", "😀, 63"})
    void partsAreAsLongAsLinuxTakesThem(String letter, int most) {
        assertThat(SafePaths.problem("x/" + letter.repeat(most))).isNull();
        assertThat(SafePaths.problem("x/" + letter.repeat(most + 1) + "/y")).isEqualTo("has a part that is too long");
    }

    @ParameterizedTest
    @CsvSource({"a, 2047", "ä, 1364", "日, 1023", "😀, 818"})
    void pathsAreAsLongAsLinuxTakesThem(String letter, int most) {
        assertThat(SafePaths.problem((letter + "/").repeat(most) + "z")).isNull();
        assertThat(SafePaths.problem((letter + "/").repeat(most + 1) + "z")).isEqualTo("is too long");
    }
}
