package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.FaultyProxy;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that misbehaves: through a proxy before a real server. */
class BackupFaultTest {

    private static S3TestServer server;
    private static FaultyProxy proxy;

    @TempDir
    Path volume;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        server = S3TestServer.start();
        proxy = FaultyProxy.before(server.endpoint());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void volume() throws IOException {
        CheckpointFixture checkpoint = new CheckpointFixture(Files.createDirectory(volume.resolve("app")));
        checkpoint.batch(10_000);
        byte[] large = new byte[17 << 20];
        Files.write(checkpoint.rddFolder(0).resolve("part-00001"), large);
        environment.put("SOURCE", checkpoint.root().toString());
        environment.put("BUCKET", S3TestServer.BUCKET);
        environment.put("ENDPOINT", proxy.endpoint().toString());
        environment.put("OUTPUT", "json");
        environment.put("DEADLINE", "60s");
        environment.put("S3_TIMEOUT", "4s");
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "SLOW_DOWN_503", "HANG", "CLOSE_BEFORE", "CLOSE_AFTER", "CLOSE_MID_BODY"})
    void everyThirdRequestFailsAndTheBackupIsWhole(Fault fault) {
        environment.put("APP", "third-" + fault.name());
        proxy.plan((number, method, path) -> number % 3 == 0 ? fault : Fault.NONE);

        CommandRun run = CommandRun.of(new BackupCommand(), environment, "run");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(proxy.requests()).as("no retry storm").isLessThan(60);
        proxy.plan((number, method, path) -> Fault.NONE);
        CommandRun verify = CommandRun.of(new BackupCommand(), environment, "verify");
        assertThat(verify.exit()).as(verify.err()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "SLOW_DOWN_503", "HANG", "CLOSE_BEFORE"})
    void whenEveryRequestFailsItIsTemporaryAndTheCutWaits(Fault fault) {
        environment.put("APP", "every-" + fault.name());
        environment.put("DEADLINE", "3s");
        proxy.plan((number, method, path) -> fault);

        CommandRun run = CommandRun.of(new BackupCommand(), environment, "run");

        assertThat(run.exit()).as(run.err()).isEqualTo(75);
        assertThat(run.err()).contains("waits on the volume").doesNotContain("\tat ");
        assertThat(proxy.requests()).as("no retry storm").isLessThan(20);
    }

    /** Killed again while it looked through what the run before had sent, before it began its own list of that. */
    @Test
    void whatIsUploadedIsNotSentAgainWhereverTheRunsBeforeWereKilled() throws IOException {
        environment.put("APP", "killed-twice");
        proxy.plan((number, method, path) -> path.contains("/index") ? Fault.FORBIDDEN_403 : Fault.NONE);
        assertThat(CommandRun.of(new BackupCommand(), environment, "run").exit())
                .isEqualTo(1);
        Path cut;
        try (Stream<Path> staged = Files.list(volume.resolve(".backup-killed-twice"))) {
            cut = staged.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        Files.move(cut.resolve("index.jsonl"), cut.resolve("index.jsonl.earlier"));
        AtomicInteger sentAgain = new AtomicInteger();
        proxy.plan((number, method, path) -> {
            if (path.contains(cut.getFileName() + "/segments/") || path.contains(cut.getFileName() + "/files/")) {
                sentAgain.incrementAndGet();
            }
            return Fault.NONE;
        });

        CommandRun run = CommandRun.of(new BackupCommand(), environment, "run");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(sentAgain).hasValue(0);
    }

    @Test
    void aBackupWhoseIndexReadsBackOtherwiseIsNeverComplete() {
        environment.put("APP", "altered-index");
        AtomicInteger manifests = new AtomicInteger();
        proxy.plan((number, method, path) -> {
            if (method.equals("PUT") && path.endsWith("/manifest.json")) {
                manifests.incrementAndGet();
            }
            return method.equals("GET") && path.contains("/index") ? Fault.ALTERED_BODY : Fault.NONE;
        });

        refusedButKept();
        assertThat(manifests).hasValue(0);
        theNextRunUploadsBoth();
    }

    @Test
    void aBackupWhoseManifestReadsBackOtherwiseIsTakenBack() {
        environment.put("APP", "altered-manifest");
        AtomicInteger manifests = new AtomicInteger();
        proxy.plan((number, method, path) -> {
            if (!path.endsWith("/manifest.json")) {
                return Fault.NONE;
            }
            manifests.addAndGet(method.equals("PUT") ? 1 : 0);
            return method.equals("GET") && manifests.get() > 0 ? Fault.ALTERED_BODY : Fault.NONE;
        });

        refusedButKept();
        assertThat(manifests).hasValue(1);
        theNextRunUploadsBoth();
    }

    private void refusedButKept() {
        CommandRun run = CommandRun.of(new BackupCommand(), environment, "run");
        assertThat(run.exit()).as(run.err()).isEqualTo(65);
        assertThat(run.err()).contains("the cut waits in").doesNotContain("\tat ");
        proxy.plan((number, method, path) ->
                method.equals("PUT") || method.equals("DELETE") ? Fault.ERROR_500 : Fault.NONE);
        CommandRun list = CommandRun.of(new BackupCommand(), environment, "list");
        assertThat(list.report().get("backups"))
                .singleElement()
                .satisfies(backup -> assertThat(backup.get("state").asText()).isEqualTo("incomplete"));
    }

    private void theNextRunUploadsBoth() {
        proxy.plan((number, method, path) -> Fault.NONE);
        CommandRun next = CommandRun.of(new BackupCommand(), environment, "run");
        assertThat(next.exit()).as(next.err()).isZero();
        CommandRun list = CommandRun.of(new BackupCommand(), environment, "list");
        assertThat(list.report().get("backups"))
                .hasSize(2)
                .allSatisfy(backup -> assertThat(backup.get("state").asText()).isEqualTo("complete"));
        CommandRun verify = CommandRun.of(new BackupCommand(), environment, "verify");
        assertThat(verify.exit()).as(verify.err()).isZero();
    }

    @Test
    void refusedAuthenticationAndAMissingBucketAreNotTriedAgain() {
        environment.put("APP", "refused");
        proxy.plan((number, method, path) -> Fault.FORBIDDEN_403);
        CommandRun denied = CommandRun.of(new BackupCommand(), environment, "run");
        assertThat(denied.exit()).isEqualTo(1);
        assertThat(denied.err())
                .contains("403 AccessDenied", "waits on the volume")
                .doesNotContain("\tat ");
        assertThat(proxy.requests()).isEqualTo(1);

        proxy.plan((number, method, path) -> Fault.NO_BUCKET_404);
        CommandRun missing = CommandRun.of(new BackupCommand(), environment, "run");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("404 NoSuchBucket").doesNotContain("\tat ");
        assertThat(proxy.requests()).isEqualTo(1);
    }
}
