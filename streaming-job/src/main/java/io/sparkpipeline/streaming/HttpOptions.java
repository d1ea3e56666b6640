package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.streaming.http.HttpSettings;
import io.sparkpipeline.streaming.http.HttpSettings.WriteAheadLog;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of {@code --source http}. */
final class HttpOptions {

    @Option(
            names = "--http-port",
            paramLabel = "<port>",
            defaultValue = "8090",
            description = "where --source http takes events; 0 for any free port, told by /ops/status")
    private int port = 8090;

    @Option(
            names = "--max-request-bytes",
            paramLabel = "<bytes>",
            defaultValue = "1048576",
            description = "--source http: a larger body is answered with 413; bytes")
    private int maxRequestBytes = 1 << 20;

    @Option(
            names = "--request-timeout",
            paramLabel = "<duration>",
            defaultValue = "30s",
            description = "--source http: how long a request may take to arrive, and a connection be idle; duration")
    private Duration requestTimeout = Duration.ofSeconds(30);

    @Option(
            names = "--max-requests-in-flight",
            paramLabel = "<n>",
            defaultValue = "256",
            description = "--source http: more at the same time are answered with 429; a number")
    private int maxInFlight = 256;

    @Option(
            names = "--max-backlog-events",
            paramLabel = "<n>",
            defaultValue = "1000000",
            description = "--source http: with so many events in the log that are not counted yet, 429; a number")
    private long maxBacklogEvents = 1_000_000;

    @Option(
            names = "--max-backlog-bytes",
            paramLabel = "<size>",
            defaultValue = "1GiB",
            description = "--source http: the same in bytes of the log; size")
    private ByteSize maxBacklogBytes = new ByteSize(1L << 30);

    @Option(
            names = "--dedup-window",
            paramLabel = "<n>",
            defaultValue = "1000000",
            description = "--source http: an id that comes again within so many accepted events is counted once; each"
                    + " takes up to 64 bytes of the driver's memory; 0 for none; a number")
    private long dedupWindow = 1_000_000;

    @Option(
            names = "--write-ahead-log",
            paramLabel = "<on|off>",
            defaultValue = "on",
            description = "--source http: off answers 202 before events are on the disk, which is faster and UNSAFE: a"
                    + " crash loses what was answered")
    private WriteAheadLog writeAheadLog = WriteAheadLog.on;

    HttpSettings settings() {
        return new HttpSettings(
                port,
                maxRequestBytes,
                requestTimeout,
                maxInFlight,
                maxBacklogEvents,
                maxBacklogBytes,
                dedupWindow,
                writeAheadLog);
    }
}
