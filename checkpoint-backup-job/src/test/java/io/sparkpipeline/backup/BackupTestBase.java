package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupLayout;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.ObjectInfo;
import io.sparkpipeline.common.store.StoreJobTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, a volume, and a checkpoint directory of two batches to back up. */
abstract class BackupTestBase extends StoreJobTestBase {

    @TempDir
    Path volume;

    Path source;
    CheckpointFixture checkpoint;

    @BeforeEach
    void volume() throws IOException {
        source = Files.createDirectory(volume.resolve("app"));
        checkpoint = new CheckpointFixture(source);
        checkpoint.batch(10_000);
        checkpoint.batch(20_000);
        environment.put("SOURCE", source.toString());
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
