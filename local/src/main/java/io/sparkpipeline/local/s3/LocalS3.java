package io.sparkpipeline.local.s3;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.FreePort;
import io.sparkpipeline.local.process.ServerStart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An S3 server (s3proxy over a folder) in a JVM of its own, on a free port of the loopback address. It can be stopped
 * and started again with its port and objects, as a store that is away for a while.
 */
public final class LocalS3 implements AutoCloseable {

    public static final String REGION = "us-east-1";
    public static final String ACCESS_KEY = "local";
    public static final String SECRET_KEY = "local-secret";

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-Dlog4j2.configurationFile=classpath:io/sparkpipeline/local/s3/server-log4j2.properties");

    private final Path folder;
    private final int port;
    private final String bucket;
    private volatile ChildProcess process;

    private LocalS3(Path folder, int port, String bucket, ChildProcess process) {
        this.folder = folder;
        this.port = port;
        this.bucket = bucket;
        this.process = process;
    }

    /**
     * Starts a server that holds one bucket.
     *
     * @param folder for its objects and its log
     * @throws JobException when it does not start
     */
    public static LocalS3 start(Path folder, String bucket) throws IOException {
        // The server's own form of a bucket: a folder of its base folder.
        Files.createDirectories(dataOf(folder).resolve(bucket));
        return ServerStart.onFreePort(() -> {
            int port = FreePort.choose();
            return new LocalS3(folder, port, bucket, launch(folder, port));
        });
    }

    public URI endpoint() {
        return endpointOf(port);
    }

    public String bucket() {
        return bucket;
    }

    /** The variables that give an AWS client this server's credentials and region. */
    public Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY, "AWS_REGION", REGION);
    }

    public ChildProcess process() {
        return process;
    }

    /** Ends the server; the objects stay. */
    public void stop() {
        process.stop(STOP);
    }

    /**
     * Starts it again after a stop, with the same port and objects.
     *
     * @throws JobException when it does not start
     */
    public void startAgain() throws IOException {
        if (!process.isAlive()) {
            process = ServerStart.onItsPort(() -> launch(folder, port));
        }
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }

    private static ChildProcess launch(Path folder, int port) throws IOException {
        ChildProcess process = ChildJvm.of("s3", S3Main.class.getName(), folder)
                .withClassPath(ServerClassPath.entries())
                .withJvmOptions(JVM_OPTIONS)
                .withArguments(
                        List.of(endpointOf(port).toString(), dataOf(folder).toString()))
                .withEnvironment(Map.of(S3Main.ACCESS_KEY, ACCESS_KEY, S3Main.SECRET_KEY, SECRET_KEY))
                .start();
        return ServerStart.awaitReady(process, READY, () -> process.logTail(10).contains(S3Main.LISTENING));
    }

    private static URI endpointOf(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Path dataOf(Path folder) {
        return folder.resolve("buckets");
    }
}
