package io.sparkpipeline.streaming.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.sparkpipeline.streaming.wal.Appended;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its requests one after the other. A refused request is answered at once, and the rest of its body is
 * read and thrown away, within limits, so that the client gets to see the answer.
 */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    /** How much of a refused body is read before the connection is closed. */
    private static final long MAX_DISCARDED = 64 << 20;

    private enum Phase {
        IDLE,
        HEADERS,
        BODY,
        WRITING,
        DISCARDING,
        CLOSED
    }

    private final HttpSettings settings;
    private final RequestCheck check;
    private final EventBody body;
    private final Admission admission;
    private final EventSink sink;
    private final EdgeMetrics metrics;

    private final Deadline deadline = new Deadline();
    private Phase phase = Phase.IDLE;
    private boolean keepAlive;
    private boolean restIsSmall;
    private boolean entered;
    private Body received = new Body();
    private long discarded;

    RequestHandler(
            HttpSettings settings,
            RequestCheck check,
            EventBody body,
            Admission admission,
            EventSink sink,
            EdgeMetrics metrics) {
        this.settings = settings;
        this.check = check;
        this.body = body;
        this.admission = admission;
        this.sink = sink;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        arm(context);
    }

    /** The first bytes of a request are there: from now on it has its time. */
    void bytesArrived(ChannelHandlerContext context) {
        if (phase == Phase.IDLE) {
            phase = Phase.HEADERS;
            arm(context);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpRequest request) {
            begin(context, request);
        }
        if (message instanceof HttpContent content) {
            if (phase == Phase.BODY) {
                read(context, content);
            } else if (phase == Phase.DISCARDING) {
                discard(context, content);
            }
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.BODY;
        if (request.decoderResult().isFailure()) {
            malformed(context, request.decoderResult().cause());
            return;
        }
        keepAlive = HttpUtil.isKeepAlive(request);
        restIsSmall = !HttpUtil.isTransferEncodingChunked(request)
                && !HttpUtil.is100ContinueExpected(request)
                && HttpUtil.getContentLength(request, 0L) <= settings.maxRequestBytes();
        Answer refusal = check.refusal(request);
        if (refusal == null) {
            refusal = admission.enter();
            entered = refusal == null;
        }
        if (refusal != null) {
            refuse(context, refusal);
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ChannelFuture unused = context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    /** The decoder finds no further request on this connection. */
    private void malformed(ChannelHandlerContext context, Throwable cause) {
        keepAlive = false;
        answer(context, RequestCheck.malformed(cause));
    }

    private void read(ChannelHandlerContext context, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            malformed(context, content.decoderResult().cause());
            return;
        }
        int more = content.content().readableBytes();
        if (received.size() + more > settings.maxRequestBytes()) {
            refuse(context, check.tooLarge());
        } else if (!admission.reserve(more)) {
            refuse(context, Answer.tooMany("memory", "too much is being sent at the same time, try again"));
        } else {
            received.add(content.content());
        }
        if (content instanceof LastHttpContent) {
            if (phase == Phase.BODY) {
                complete(context);
            } else {
                discard(context, content);
            }
        }
    }

    private void complete(ChannelHandlerContext context) {
        Answer closed = admission.closed();
        if (closed != null) {
            answer(context, closed);
            return;
        }
        phase = Phase.WRITING;
        deadline.clear();
        // Nothing more of this client is read meanwhile.
        context.channel().config().setAutoRead(false);
        try {
            CompletableFuture<Appended> unused = sink.append(body.read(received.bytes()))
                    .whenComplete((appended, failure) ->
                            context.executor().execute(() -> written(context, appended, failure)));
        } catch (BadBodyException e) {
            answer(context, Answer.badEvent(e));
        }
    }

    private void written(ChannelHandlerContext context, @Nullable Appended appended, @Nullable Throwable failure) {
        if (appended == null) {
            LOG.debug("refused", failure);
            answer(context, Admission.unwritable());
        } else {
            metrics.taken(appended);
            answer(context, Answer.accepted(appended));
        }
    }

    /** Answers a request whose body is read. */
    private void answer(ChannelHandlerContext context, Answer answer) {
        metrics.answered(answer);
        leave();
        phase = Phase.IDLE;
        ChannelFuture written = context.writeAndFlush(answer.response(keepAlive));
        if (keepAlive) {
            arm(context);
            context.channel().config().setAutoRead(true);
        } else {
            phase = Phase.CLOSED;
            ChannelFuture unused = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Answers a request whose body is still coming. */
    private void refuse(ChannelHandlerContext context, Answer answer) {
        metrics.answered(answer);
        leave();
        phase = Phase.DISCARDING;
        discarded = 0;
        keepAlive &= restIsSmall;
        ChannelFuture unused = context.writeAndFlush(answer.response(keepAlive));
    }

    private void discard(ChannelHandlerContext context, HttpContent content) {
        discarded += content.content().readableBytes();
        if (content instanceof LastHttpContent && keepAlive) {
            phase = Phase.IDLE;
            arm(context);
        } else if (content instanceof LastHttpContent
                || discarded > MAX_DISCARDED
                || content.decoderResult().isFailure()) {
            close(context);
        }
    }

    private void leave() {
        if (entered) {
            entered = false;
            admission.leave(received.size());
        }
        received = new Body();
    }

    private void arm(ChannelHandlerContext context) {
        deadline.set(context.executor(), settings.requestTimeout(), () -> expired(context));
    }

    private void expired(ChannelHandlerContext context) {
        if (phase == Phase.HEADERS || phase == Phase.BODY) {
            keepAlive = false;
            answer(
                    context,
                    Answer.of(
                            HttpResponseStatus.REQUEST_TIMEOUT,
                            "slow",
                            "the request took too long to arrive; nothing of it was taken"));
        } else {
            close(context);
        }
    }

    private void close(ChannelHandlerContext context) {
        phase = Phase.CLOSED;
        ChannelFuture unused = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.clear();
        if (phase != Phase.WRITING) {
            leave();
        }
        phase = Phase.CLOSED;
    }

    /** A client that goes away is no fault of ours. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("A connection is closed", cause);
        }
        close(context);
    }
}
