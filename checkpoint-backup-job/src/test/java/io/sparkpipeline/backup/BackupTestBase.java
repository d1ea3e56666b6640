package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupLayout;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.ObjectInfo;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A server, a volume, and a checkpoint directory of two batches to back up. */
abstract class BackupTestBase {

    static S3TestServer server;
    static ObjectStore store;

    @TempDir
    Path volume;

    Path source;
    String app;
    CheckpointFixture checkpoint;
    final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() {
        server = S3TestServer.start();
        store = server.store();
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @BeforeEach
    void volume(TestInfo test) throws IOException {
        app = test.getTestMethod().orElseThrow().getName();
        source = Files.createDirectory(volume.resolve("app"));
        checkpoint = new CheckpointFixture(source);
        checkpoint.batch(10_000);
        checkpoint.batch(20_000);
        environment.put("SOURCE", source.toString());
        environment.put("BUCKET", S3TestServer.BUCKET);
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("APP", app);
        environment.put("OUTPUT", "json");
        environment.put("DEADLINE", "5s");
    }

    CommandRun run(String... args) {
        return CommandRun.of(new BackupCommand(), environment, args);
    }

    String key(String name) {
        return new BackupLayout("checkpoints", app).root() + name;
    }

    List<String> keys() {
        List<ObjectInfo> objects = new ArrayList<>();
        store.list(key(""), objects::add);
        return objects.stream()
                .map(info -> info.key().substring(key("").length()))
                .toList();
    }
}
