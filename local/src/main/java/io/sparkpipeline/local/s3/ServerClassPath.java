package io.sparkpipeline.local.s3;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of the S3 server: this module's own, behind the newer servlet API and Jackson annotations that s3proxy
 * needs (the build puts them into {@code local/target/s3}); with Spark's it fails on missing classes.
 */
final class ServerClassPath {

    private ServerClassPath() {}

    static List<String> entries() throws IOException {
        Path folder = ProjectHome.locate().resolve("local").resolve("target").resolve("s3");
        if (!Files.isDirectory(folder)) {
            throw JobException.failed(
                    "the S3 server's libraries are not in " + folder,
                    "nothing was begun",
                    "build the project: mvn -DskipTests package");
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return Stream.concat(jars.map(Path::toString).sorted(), ChildJvm.ownClassPath().stream())
                    .toList();
        }
    }
}
