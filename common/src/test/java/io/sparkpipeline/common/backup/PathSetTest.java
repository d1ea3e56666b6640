package io.sparkpipeline.common.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.cli.HeapShare;
import io.sparkpipeline.common.cli.JobException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathSetTest {

    private static final int MANY = 6_000_000;

    /** Fills a set with as many paths as an index of a very large backup names. */
    static final class Fill {

        private Fill() {}

        public static void main(String[] args) {
            PathSet paths = new PathSet(HeapShare.of("the index", 2), MANY);
            int added = 0;
            for (int i = 0; i < MANY; i++) {
                added += paths.add("state/rdd-7/part-" + i) ? 1 : 0;
            }
            System.out.println(added + " added, again " + paths.add("state/rdd-7/part-" + (MANY - 1)));
        }
    }

    @Test
    void aPathThatComesTwiceIsFound() {
        PathSet paths = new PathSet(HeapShare.of("the index", 2), 1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(paths.add("part-" + i)).isTrue();
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(paths.add("part-" + i)).isFalse();
        }
    }

    @Test
    void sixMillionPathsFitIntoTheHeapOfAJob(@TempDir Path folder) throws Exception {
        List<String> heap = List.of("-XX:+UseSerialGC", "-Xmx132m", "-Xmn20m", "-XX:TieredStopAtLevel=4");
        try (ForkedJvm jvm = ForkedJvm.start(Fill.class.getName(), heap, Map.of(), folder.resolve("output"))) {
            assertThat(jvm.exit()).as(jvm.output()).isZero();
            assertThat(jvm.output()).contains("6000000 added, again false");
        }
    }

    @Test
    void moreThanTheHeapHoldsIsRefusedBeforeTheMemoryIsUsedUp() {
        for (long many : new long[] {200_000_000, 1_800_000_000, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new PathSet(HeapShare.of("the index of backup X", 2), many))
                    .isInstanceOfSatisfying(JobException.class, e -> {
                        assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
                        assertThat(e.happened()).contains("the index of backup X would take more than");
                        assertThat(e.next()).contains("-Xmx");
                    });
        }
    }
}
