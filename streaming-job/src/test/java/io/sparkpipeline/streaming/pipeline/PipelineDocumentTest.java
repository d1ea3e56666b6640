package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline in the document is one: it compiles and keeps what is asked of it. */
final class PipelineDocumentTest {

    @Test
    void the_example_is_a_good_pipeline(@TempDir Path folder) throws Exception {
        String document = Files.readString(Path.of("..", "docs", "pipelines.md"));
        int from = document.indexOf("```java\n") + 8;
        Path source = folder.resolve("DailyTurnover.java");
        Files.writeString(source, document.substring(from, document.indexOf("```", from)));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString()))
                .isZero();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader users = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(users);
            EventPipeline<Serializable> pipeline = Pipelines.named("com.example.DailyTurnover");
            Event event = new Event(null, "berlin", new BigDecimal("12.5"), Instant.parse("2026-11-22T10:00:00Z"));
            Serializable state = pipeline.merge(pipeline.lift(event), pipeline.lift(event));
            String group = pipeline.group(event);
            assertThat(pipeline.output(group, state, new Version(0, 2)))
                    .isEqualTo("{\"group\":\"berlin@2026-11-22\",\"turnover\":25.0,\"version\":2}");
            assertThat(pipeline.expires(group)).isEqualTo("2026-11-23T06:00:00Z");
            assertThat(StateClasses.of(state.getClass().getEnclosingClass())).containsExactly(state.getClass());
            assertThat(Pipelines.fingerprint("com.example.DailyTurnover")).hasSize(32);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
