package io.sparkpipeline.local.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file that says that a folder was made by a run of this program, and whether it is to stay. */
final class RunMarker {

    static final String FILE = ".spark-pipeline-run";

    /** What a folder is, by its marker. */
    enum Kind {
        /** Nothing in it but perhaps a lock file. */
        EMPTY,
        /** The folder of a run, live or dead. */
        RUN,
        /** The folder of a run that ended, kept on demand. */
        KEPT,
        /** Somebody else's. */
        FOREIGN
    }

    private RunMarker() {}

    static Kind kindOf(Path folder) throws IOException {
        Set<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        if (names.contains(FILE)) {
            List<String> lines = Files.readAllLines(folder.resolve(FILE));
            return !lines.isEmpty() && lines.get(0).equals(Kind.KEPT.name()) ? Kind.KEPT : Kind.RUN;
        }
        names.removeAll(Set.of(RunLock.FILE, FILE + ".tmp"));
        return names.isEmpty() ? Kind.EMPTY : Kind.FOREIGN;
    }

    static void write(Path folder, Kind kind, Clock clock) throws IOException {
        List<String> lines =
                List.of(kind.name(), "pid " + ProcessHandle.current().pid(), "started " + clock.instant());
        replace(folder, lines);
    }

    /** Another kind, all else as it was. */
    static void rewrite(Path folder, Kind kind) throws IOException {
        List<String> before = Files.readAllLines(folder.resolve(FILE));
        replace(
                folder,
                Stream.concat(Stream.of(kind.name()), before.stream().skip(1)).toList());
    }

    private static void replace(Path folder, List<String> lines) throws IOException {
        Path half = folder.resolve(FILE + ".tmp");
        Files.write(half, lines);
        Files.move(half, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}
