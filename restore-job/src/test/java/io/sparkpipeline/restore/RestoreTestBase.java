package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.StoreJobTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, a volume, and a target with something old in it. */
abstract class RestoreTestBase extends StoreJobTestBase {

    static final String ID = "20261120T100000Z-0001";

    @TempDir
    Path scratch;

    @TempDir
    Path volume;

    Path target;

    @BeforeEach
    void volume() throws IOException {
        target = Files.createDirectory(volume.resolve("app"));
        Files.writeString(target.resolve("old"), "what was there before");
        environment.put("TARGET", target.toString());
    }

    BackupFixture backup(String id) {
        return new BackupFixture(store, app, id);
    }

    CommandRun run(String... args) {
        return CommandRun.of(new RestoreCommand(), environment, args);
    }

    /** The files of a folder below it, in order. */
    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return new ArrayList<>(paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList());
        }
    }

    List<String> volumeNames() throws IOException {
        try (Stream<Path> names = Files.list(volume)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
