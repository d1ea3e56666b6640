package io.sparkpipeline.common.cli;

import java.util.Locale;
import java.util.Map;
import org.gaul.modernizer_maven_annotations.SuppressModernizer;
import org.jspecify.annotations.Nullable;

/** The environment variables of the process; {@link #system()} is the one door to them. */
@FunctionalInterface
public interface Environment {

    /** The variable's value, or null where it is not set. */
    @Nullable
    String get(String name);

    /** The variables of this process. */
    @SuppressModernizer
    static Environment system() {
        return System::getenv;
    }

    /** Fixed variables, for tests and embedding. */
    static Environment of(Map<String, String> variables) {
        return Map.copyOf(variables)::get;
    }

    /** The variable that stands for an option: {@code --kafka-bootstrap} is {@code KAFKA_BOOTSTRAP}. */
    static String variableFor(String option) {
        return option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
