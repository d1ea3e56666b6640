package io.sparkpipeline.streaming.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.event.EventParser;
import io.sparkpipeline.streaming.wal.IdHash;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a body: one JSON object, over as many lines as it likes, or one a line. Blank lines are passed over. Each
 * is checked as the stream will check it, so that what is accepted is no dead letter later.
 */
final class EventBody {

    private static final JsonFactory JSON = new JsonFactory();

    private final EventParser parser;

    EventBody(EventParser parser) {
        this.parser = parser;
    }

    /**
     * Reads a body.
     *
     * @throws BadBodyException with the first line that is no event
     */
    List<NewEvent> read(byte[] body) throws BadBodyException {
        if (isOneValue(body)) {
            return List.of(event(body, 0, body.length, 1));
        }
        List<NewEvent> events = new ArrayList<>();
        int line = 1;
        for (int begin = 0; begin < body.length; line++) {
            int end = begin;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (!isBlank(body, begin, end)) {
                events.add(event(body, begin, end, line));
            }
            begin = end + 1;
        }
        if (events.isEmpty()) {
            throw new BadBodyException(1, "empty");
        }
        return events;
    }

    /** Whether it is a single JSON value, whose line breaks are no ends of events. */
    private static boolean isOneValue(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isBlank(byte[] body, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private NewEvent event(byte[] body, int begin, int end, int line) throws BadBodyException {
        byte[] payload = begin == 0 && end == body.length ? body : Arrays.copyOfRange(body, begin, end);
        try {
            Event event = parser.parse(null, payload, 0);
            return new NewEvent(payload, id(event.id()));
        } catch (BadEventException e) {
            throw new BadBodyException(line, e.reason());
        }
    }

    private static @Nullable IdHash id(@Nullable String id) {
        return id == null || id.isEmpty() ? null : IdHash.of(id);
    }
}
