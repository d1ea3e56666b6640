package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.local.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.stream.Collectors;

/**
 * The other end of {@code .ci/alerts-live}: writes the settings of a Prometheus and an Alertmanager on this machine, takes
 * the notifications, and serves the pages of exporters that only a cluster has. Runs until it is killed.
 *
 * <p>In its folder: {@code prometheus.yaml}, {@code rules.yaml}, {@code alertmanager.yaml}, {@code metrics} (a line a used
 * metric with who exports it), {@code notifications} (a line each: milliseconds, receiver, status, alert, severity), and
 * last {@code ports}, by which the others are known to be there.
 */
final class LocalMonitoring {

    private final Path folder;
    private final Clock clock;

    private LocalMonitoring(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    public static void main(String[] args) throws IOException {
        new LocalMonitoring(Path.of(args[0]).toAbsolutePath(), Clocks.system()).start();
    }

    private void start() throws IOException {
        Files.createDirectories(folder.resolve("exporters"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/notify/", this::notified);
        server.createContext("/exporters/", this::exported);
        server.start();
        String own = "127.0.0.1:" + server.getAddress().getPort();
        int prometheus = FreePort.choose();
        int alertmanager = FreePort.choose();
        write(
                "prometheus.yaml",
                LocalPrometheus.config(
                                "127.0.0.1:" + alertmanager,
                                own,
                                folder.resolve("pods.json").toString())
                        .toPrettyString());
        // One machine has no executors beside the driver.
        write("rules.yaml", LocalPrometheus.rules(0).toPrettyString());
        write(
                "alertmanager.yaml",
                LocalAlertmanager.config("http://" + own + "/notify/").toPrettyString());
        write("metrics", metrics());
        write("ports.next", prometheus + " " + alertmanager + "\n");
        Files.move(folder.resolve("ports.next"), folder.resolve("ports"));
    }

    private static String metrics() {
        return MetricNames.used().stream()
                .map(name -> name + "\t" + MetricNames.sources().getOrDefault(name, "nobody") + "\n")
                .collect(Collectors.joining());
    }

    private void notified(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode notification = Manifests.JSON.readTree(exchange.getRequestBody());
            String receiver = lastPart(exchange);
            String line = clock.millis() + " " + receiver + " "
                    + notification.path("status").asText() + " "
                    + notification.at("/groupLabels/alertname").asText() + " "
                    + notification.at("/commonLabels/severity").asText() + "\n";
            Files.writeString(
                    folder.resolve("notifications"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void exported(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path page = folder.resolve("exporters").resolve(lastPart(exchange));
            byte[] text = Files.exists(page) ? Files.readAllBytes(page) : new byte[0];
            exchange.sendResponseHeaders(200, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private static String lastPart(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
