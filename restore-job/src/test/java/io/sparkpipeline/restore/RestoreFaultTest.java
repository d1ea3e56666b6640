package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.FaultyProxy;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that misbehaves while a restore reads: through a proxy before a real server. */
class RestoreFaultTest extends RestoreTestBase {

    private FaultyProxy proxy;

    @BeforeEach
    void proxy() throws IOException {
        proxy = FaultyProxy.before(server.endpoint());
        environment.put("ENDPOINT", proxy.endpoint().toString());
        environment.put("DEADLINE", "60s");
        environment.put("S3_TIMEOUT", "2s");
        backup(ID).checkpoint(scratch).file("savepoints/1", new byte[3_000_000]).write();
    }

    @AfterEach
    void stopProxy() throws IOException {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "SLOW_DOWN_503", "HANG", "CLOSE_BEFORE", "CLOSE_AFTER", "CLOSE_MID_BODY"})
    void everyOtherRequestFailsAndTheRestoreIsWhole(Fault fault) throws IOException {
        proxy.plan((number, method, path) -> number % 2 == 0 ? fault : Fault.NONE);

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(files(target)).hasSize(12);
        assertThat(proxy.requests()).as("no retry storm").isLessThan(40);
    }

    @Test
    void aBodyAlteredOnceOnTheWayIsReadAgain() throws IOException {
        AtomicInteger segments = new AtomicInteger();
        proxy.plan((number, method, path) ->
                path.contains("/segments/") && segments.incrementAndGet() == 1 ? Fault.ALTERED_BODY : Fault.NONE);

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(segments).hasValue(2);
        assertThat(files(target)).hasSize(12);
    }

    @ParameterizedTest
    @EnumSource(names = {"ALTERED_BODY", "SHORT_BODY"})
    void aBodyThatIsAlwaysWrongIsRefused(Fault fault) throws IOException {
        proxy.plan((number, method, path) -> path.contains("/segments/") ? fault : Fault.NONE);

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isEqualTo(65);
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(files(target)).containsExactly("old");
    }

    /** A file that is read in ranges: some break off, and one is altered on the way. */
    @Test
    void aLargeFileIsWholeWhateverBecomesOfItsRanges() throws IOException {
        byte[] large = new byte[70 << 20];
        new Random(7).nextBytes(large);
        backup("20261120T100001Z-0002")
                .checkpoint(scratch.resolve("large"))
                .large("savepoints/large", large)
                .write();
        AtomicInteger ranges = new AtomicInteger();
        proxy.plan((number, method, path) -> {
            if (!path.contains("/files/") || !method.equals("GET")) {
                return Fault.NONE;
            }
            int range = ranges.incrementAndGet();
            return range == 5 ? Fault.ALTERED_BODY : range % 4 == 3 ? Fault.CLOSE_MID_BODY : Fault.NONE;
        });

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Files.readAllBytes(target.resolve("savepoints/large"))).isEqualTo(large);
        assertThat(ranges).as("two times eighteen ranges, and some again").hasValueBetween(36, 60);
    }

    @Test
    void aStoreThatGoesAwayInTheMiddleIsTemporaryAndTheNextRunGoesOn() throws IOException {
        environment.put("DEADLINE", "3s");
        proxy.plan((number, method, path) -> path.contains("/segments/") ? Fault.HANG : Fault.NONE);

        CommandRun away = run();

        assertThat(away.exit()).as(away.err()).isEqualTo(75);
        assertThat(files(target)).containsExactly("old");
        proxy.plan((number, method, path) -> Fault.NONE);
        assertThat(run().exit()).isZero();
        assertThat(files(target)).hasSize(12);
    }
}
