package io.sparkpipeline.local.driver;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Speaks as the streaming driver does, and dies at start when a file says so. */
final class StandInDriver {

    private static final String STATUS = """
            {"application":"app","state":"running","startedFrom":"checkpoint 1","jvmStart":"2026-11-22T10:00:00Z",
             "lastBatchTime":null,"lastCompletedBatchTime":"2026-11-22T10:00:10Z","batchIntervalMillis":1000,
             "processingDelaySeconds":0.25,"schedulingDelaySeconds":0.5,"batchesTotal":3,"recordsTotal":42,
             "offsets":{"events":{"0":7,"1":8}},"kafkaLagRecords":5,"recoverySeconds":null}
            """;

    private StandInDriver() {}

    public static void main(String[] args) throws Exception {
        if (Files.exists(Path.of(args[0]))) {
            System.out.println("will not run");
            System.exit(65);
        }
        int port = Integer.parseInt(args[List.of(args).indexOf("--ui-port") + 1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/ops/status", exchange -> {
            byte[] body = STATUS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
