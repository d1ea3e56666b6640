package io.sparkpipeline.common.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** S3Mock in a JVM of its own: the same server as the container's, without Docker. */
class S3MockJarTest extends S3MockContract {

    @TempDir
    private static Path folder;

    private @Nullable Process process;

    @Override
    URI startServer() throws Exception {
        int port = freePort();
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar().toString(),
                        "--http.port=" + port,
                        "--server.port=" + freePort(),
                        "--com.adobe.testing.s3mock.store.root=" + folder,
                        "--com.adobe.testing.s3mock.store.valid-kms-keys=" + KEY_ARN))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        process = started;
        Awaitility.await("S3Mock listens")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> listens(port) || !started.isAlive());
        return URI.create("http://127.0.0.1:" + port);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The build copies it there. */
    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "s3mock"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Override
    void stopServer() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
