package io.sparkpipeline.streaming.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sparkpipeline.streaming.wal.Appended;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client is told.
 *
 * @param status of HTTP
 * @param reason a word for metrics
 * @param body a JSON object
 * @param headers further ones
 */
record Answer(HttpResponseStatus status, String reason, String body, Map<String, String> headers) {

    private static final Map<String, String> SOON = Map.of("retry-after", "1");

    static Answer accepted(Appended appended) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("accepted", appended.accepted()).put("duplicates", appended.duplicates());
        return new Answer(HttpResponseStatus.ACCEPTED, "accepted", body.toString(), Map.of());
    }

    static Answer badEvent(BadBodyException bad) {
        ObjectNode body = error("nothing of this request was taken");
        body.put("line", bad.line()).put("reason", bad.reason());
        return new Answer(HttpResponseStatus.BAD_REQUEST, "bad_event", body.toString(), Map.of());
    }

    static Answer of(HttpResponseStatus status, String reason, String error) {
        return new Answer(status, reason, error(error).toString(), Map.of());
    }

    static Answer notAllowed() {
        return new Answer(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "method",
                error("events are sent with POST").toString(),
                Map.of("allow", "POST"));
    }

    /** Back-pressure: try again. */
    static Answer tooMany(String reason, String error) {
        return new Answer(
                HttpResponseStatus.TOO_MANY_REQUESTS, reason, error(error).toString(), SOON);
    }

    /** Not now: try again. */
    static Answer unavailable(String reason, String error) {
        return new Answer(
                HttpResponseStatus.SERVICE_UNAVAILABLE, reason, error(error).toString(), SOON);
    }

    private static ObjectNode error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }

    FullHttpResponse response(boolean keepAlive) {
        ByteBuf content = Unpooled.copiedBuffer(body + "\n", StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        headers.forEach((name, value) -> response.headers().set(name, value));
        response.headers().set(HttpHeaderNames.CONNECTION, keepAlive ? "keep-alive" : "close");
        return response;
    }
}
