package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.snapshot.TestCluster.Ended;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong connection settings are told in one line each, before anything is sent. */
class ConnectionTest {

    @Test
    void wrongAddressesAndTimesAreUsage() {
        assertUsage("is no http or https URL: http:foo", "--kube-api", "http:foo");
        assertUsage("must be at most 1h", "--kube-timeout", "30d");
    }

    @Test
    void aKubeconfigThatCannotBeUsedIsNamed(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken"), "apiVersion: [");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertUsage(broken + " can't be used: it can't be read as a kubeconfig", "--kubeconfig", broken.toString());
        assertUsage(empty + " can't be used: ", "--kubeconfig", empty.toString());
        assertUsage("no readable file: " + folder, "--kubeconfig", folder.toString());
        assertUsage("is a list of files", "--kubeconfig", broken + File.pathSeparator + empty);
    }

    @Test
    void aKubeconfigIsFollowed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u, namespace: here}}]
                clusters: [{name: k, cluster: {server: "http://localhost:1"}}]
                users: [{name: u, user: {}}]
                """);

        Ended ended = run("--kubeconfig", file.toString(), "--kube-retries", "0");
        assertThat(ended.code()).as(ended.err()).isEqualTo(75);
        assertThat(ended.err()).contains("http://localhost:1/");
    }

    private static void assertUsage(String said, String... args) {
        Ended ended = run(args);
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains(said, "next:").doesNotContain("\tat ");
    }

    private static Ended run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(
                new SnapshotCommand(),
                Environment.of(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                List.of(args).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }
}
