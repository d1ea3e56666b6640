package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's pipeline whose class keeps its name while its code changes, as with a new jar: in the three ways in which Spark
 * alone fails, runs the old code, or runs another lambda than was meant.
 */
@SuppressWarnings("try") // a load runs for the length of its block
final class ChangedJarIT {

    private static final String OUTPUT = "aggregates";

    /** Steps that change no value, and in the last one a lambda that would. */
    private static final Map<String, String> VERSIONS = new LinkedHashMap<>();

    static {
        VERSIONS.put("the first", "return List.of(v -> v.multiply(BigDecimal.ONE), v -> v.add(BigDecimal.ZERO));");
        VERSIONS.put("an operator removed", "return List.of(v -> v.multiply(BigDecimal.ONE));");
        VERSIONS.put(
                "captures changed",
                "BigDecimal one = BigDecimal.ONE; BigDecimal none = BigDecimal.ZERO;"
                        + " return List.of(v -> v.multiply(one), v -> v.add(none));");
        VERSIONS.put(
                "a lambda of the same type inserted before",
                "wrong = v -> v.add(BigDecimal.TEN);"
                        + " return List.of(v -> v.multiply(BigDecimal.ONE), v -> v.add(BigDecimal.ZERO));");
    }

    private static final String SOURCE = """
            package users;

            import io.sparkpipeline.streaming.event.Event;
            import io.sparkpipeline.streaming.pipeline.*;
            import java.math.BigDecimal;
            import java.util.List;
            import java.util.function.UnaryOperator;

            public final class Fees implements EventPipeline<Aggregate> {
                private final RunningAggregates inner = new RunningAggregates();
                private UnaryOperator<BigDecimal> wrong;
                private final List<UnaryOperator<BigDecimal>> steps = steps();

                private List<UnaryOperator<BigDecimal>> steps() {
                    STEPS
                }

                public String version() { return "1"; }

                public Aggregate lift(Event event) {
                    BigDecimal value = event.value();
                    for (UnaryOperator<BigDecimal> step : steps) { value = step.apply(value); }
                    return inner.lift(new Event(event.id(), event.key(), value, event.timestamp()));
                }

                public Aggregate merge(Aggregate one, Aggregate other) { return inner.merge(one, other); }
                public String output(String group, Aggregate state, Version version) { return inner.output(group, state, version); }
                public String save(Aggregate state) { return inner.save(state); }
                public Aggregate load(String json) { return inner.load(json); }
            }
            """;

    @TempDir
    private Path folder;

    /** Replaces what is in the folder, as a new jar does. */
    private void compile(Path classes, String steps) throws Exception {
        Path source = Files.createDirectories(folder.resolve("users")).resolve("Fees.java");
        Files.writeString(source, SOURCE.replace("STEPS", steps));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString());
        assertThat(failed).isZero();
    }

    private static boolean hasSavepoint(TestDriver driver) {
        String[] names = driver.checkpoints().resolve("savepoints").toFile().list((at, name) -> !name.startsWith("."));
        return names != null && names.length > 0;
    }

    @Test
    void a_new_jar_goes_on_from_the_savepoint_with_exact_totals() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"));
                TestDriver driver = new TestDriver(folder, broker.bootstrap())
                        .withClasses(classes)
                        .with("--pipeline", "users.Fees")
                        .with("--output-topic", OUTPUT)
                        .with("--savepoint-interval", "2s")) {
            broker.create("events", 3);
            try (EventLoad load = EventLoad.start(broker.bootstrap(), "events", 500, 100, 3)) {
                for (Map.Entry<String, String> version : VERSIONS.entrySet()) {
                    compile(classes, version.getValue());
                    driver.start();
                    driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 5 && hasSavepoint(driver));
                    if (!version.getKey().equals("the first")) {
                        assertThat(driver.output())
                                .as(version.getKey())
                                .contains("Recovered from savepoint ")
                                .contains("pipeline code changed");
                    }
                    driver.kill();
                }
            }
            driver.start().awaitCounted();
            assertThat(Topics.counted(broker.bootstrap(), OUTPUT))
                    .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
        }
    }
}
