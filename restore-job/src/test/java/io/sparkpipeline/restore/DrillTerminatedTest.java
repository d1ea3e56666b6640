package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.ForkedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A drill that Kubernetes ends: its temporary folder may be as large as the checkpoint, and nobody else knows it. */
class DrillTerminatedTest extends RestoreTestBase {

    @Test
    void toldToEndInTheDownloadItDeletesItsFolder() throws Exception {
        backup(ID).checkpoint(scratch).write();
        Path temporary = Files.createDirectory(scratch.resolve("temporary"));
        try (HangingDownloads downloads = HangingDownloads.before(server.endpoint())) {
            environment.put("ENDPOINT", downloads.endpoint().toString());
            try (ForkedJvm job = ForkedJvm.start(
                    "io.sparkpipeline.restore.RestoreMain",
                    List.of("-Djava.io.tmpdir=" + temporary),
                    environment,
                    scratch.resolve("output"),
                    "drill")) {
                downloads.awaitTheFirst();
                assertThat(temporary).isDirectoryContaining("glob:**/restore-drill-*");
                job.terminate();
                assertThat(job.exit()).as(job.output()).isEqualTo(143);
            }
        }
        assertThat(temporary).isDirectoryNotContaining("glob:**/restore-drill-*");
        assertThat(files(target)).containsExactly("old");
    }
}
