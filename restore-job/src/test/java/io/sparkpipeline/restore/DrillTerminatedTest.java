package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.store.FaultyProxy;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A drill that Kubernetes ends: its temporary folder may be as large as the checkpoint, and nobody else knows it. */
class DrillTerminatedTest extends RestoreTestBase {

    @Test
    void toldToEndInTheDownloadItDeletesItsFolder() throws Exception {
        backup(ID).checkpoint(scratch).write();
        Path temporary = Files.createDirectory(scratch.resolve("temporary"));
        CountDownLatch downloads = new CountDownLatch(1);
        try (FaultyProxy proxy = FaultyProxy.before(server.endpoint())) {
            proxy.plan((number, method, path) -> {
                boolean segment = path.contains("/segments/");
                if (segment) {
                    downloads.countDown();
                }
                return segment ? Fault.HANG : Fault.NONE;
            });
            environment.put("ENDPOINT", proxy.endpoint().toString());
            try (ForkedJvm job = ForkedJvm.start(
                    "io.sparkpipeline.restore.RestoreMain",
                    List.of("-Djava.io.tmpdir=" + temporary),
                    environment,
                    scratch.resolve("output"),
                    "drill")) {
                assertThat(downloads.await(1, TimeUnit.MINUTES)).isTrue();
                assertThat(temporary).isDirectoryContaining("glob:**/restore-drill-*");
                job.terminate();
                assertThat(job.exit()).as(job.output()).isEqualTo(143);
            }
        }
        assertThat(temporary).isDirectoryNotContaining("glob:**/restore-drill-*");
        assertThat(files(target)).containsExactly("old");
    }
}
