package io.sparkpipeline.common.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command has to say at its end: fields for machines (one JSON object) and a text for people. Instants are
 * written as ISO-8601 strings, durations by the caller as seconds.
 */
public final class Report {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private ExitCode exitCode = ExitCode.DONE;

    /** A report whose JSON begins with the command's name. */
    public static Report of(String command) {
        return new Report().with("command", command);
    }

    /** Sets a field of the JSON object; null values are left out. */
    public Report with(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    /** Adds a line of the text. */
    public Report line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** The exit code, when a command that ran to its end does not end with 0. */
    public Report exit(ExitCode code) {
        this.exitCode = code;
        return this;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String text() {
        return text.toString();
    }

    /** The fields, in their order. */
    public Map<String, Object> fields() {
        return new LinkedHashMap<>(fields);
    }

    /** One line of JSON, with {@code exitCode} as its last field. */
    public String json() {
        Map<String, Object> all = fields();
        all.put("exitCode", exitCode.code());
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report holds a value that has no JSON form", e);
        }
    }

    /** The report of a command that ended with an exception. */
    public static Report of(String command, JobException e) {
        return of(command)
                .with("error", e.happened())
                .with("safe", e.safe())
                .with("next", e.next())
                .exit(e.exitCode());
    }
}
