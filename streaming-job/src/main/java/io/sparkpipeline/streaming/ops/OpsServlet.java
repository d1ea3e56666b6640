package io.sparkpipeline.streaming.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkContext;

/**
 * {@code /ops/live}, {@code /ops/ready}, {@code /ops/metrics} and {@code /ops/status} on the port of Spark's pages. Spark
 * itself answers every path it does not know with a redirect, which is why a probe of its pages proves nothing.
 */
public final class OpsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient OpsSources sources;
    private final transient PrometheusMeterRegistry registry;
    private final transient ObjectMapper json = new ObjectMapper();

    private OpsServlet(OpsSources sources, PrometheusMeterRegistry registry) {
        this.sources = sources;
        this.registry = registry;
    }

    /** Adds the pages to the context's web server. */
    public static void attach(SparkContext spark, OpsSources sources, PrometheusMeterRegistry registry) {
        spark.ui().get().attachHandler("/ops", new OpsServlet(sources, registry), "/*");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        switch (path) {
            case "/live" -> probe(response, sources.isLive());
            case "/ready" -> probe(response, sources.isReady());
            case "/metrics" -> answer(response, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
            case "/status" ->
                answer(response, 200, "application/json", json.writeValueAsString(sources.fields()) + "\n");
            default -> answer(response, 404, "text/plain", "live, ready, metrics or status\n");
        }
    }

    private void probe(HttpServletResponse response, boolean good) throws IOException {
        String text = sources.status().state().text() + ", last progress "
                + sources.status().stalledFor().toMillis() / 1000.0 + " s ago"
                + sources.input().ended().map(why -> "; " + why).orElse("") + "\n";
        answer(response, good ? 200 : 503, "text/plain", text);
    }

    private static void answer(HttpServletResponse response, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
