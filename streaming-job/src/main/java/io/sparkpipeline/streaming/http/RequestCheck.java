package io.sparkpipeline.streaming.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request's first lines tell before its body is read. */
final class RequestCheck {

    static final String PATH = "/v1/events";

    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/json-lines");

    private final int maxBytes;

    RequestCheck(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The answer of a request that is wrong whatever its body is; null for a good one. */
    @Nullable
    Answer refusal(HttpRequest request) {
        String uri = request.uri();
        String path = uri.indexOf('?') < 0 ? uri : uri.substring(0, uri.indexOf('?'));
        if (!path.equals(PATH)) {
            return Answer.of(HttpResponseStatus.NOT_FOUND, "path", "events go to POST " + PATH);
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return Answer.notAllowed();
        }
        return body(request);
    }

    private @Nullable Answer body(HttpRequest request) {
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.trim().equalsIgnoreCase("identity")) {
            return Answer.of(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "encoding", "send the body without Content-Encoding");
        }
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "application/json");
        String plain = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(plain)) {
            return Answer.of(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "type",
                    "send Content-Type: application/json or application/x-ndjson, not " + plain);
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Answer.of(HttpResponseStatus.EXPECTATION_FAILED, "expect", "Expect: 100-continue, or nothing");
        }
        return HttpUtil.getContentLength(request, 0L) > maxBytes ? tooLarge() : null;
    }

    Answer tooLarge() {
        return Answer.of(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "size",
                "the body is over " + maxBytes + " bytes; send it in parts");
    }

    static Answer malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.of(HttpResponseStatus.REQUEST_URI_TOO_LONG, "malformed", "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return Answer.of(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "malformed", "the headers are too long");
        }
        return Answer.of(HttpResponseStatus.BAD_REQUEST, "malformed", "this is no HTTP request");
    }
}
