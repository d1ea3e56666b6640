package io.sparkpipeline.streaming.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.event.EventParser;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The HTTP server of the source, on two threads however many clients there are. It answers 503 from the moment that it is
 * bound until {@link #accept}, and again from {@link #stopAccepting} on.
 */
public final class HttpEdge implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MAX_CONNECTIONS = 1_024;
    private static final int MAX_LINE = 4_096;
    private static final int MAX_HEADERS = 16_384;
    private static final int CHUNK = 16_384;

    private final HttpSettings settings;
    private final RequestCheck check;
    private final EventBody body;
    private final EventSink sink;
    private final Admission admission;
    private final EdgeMetrics metrics;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("http", true));
    private final Channel server;

    /**
     * Binds the port.
     *
     * @param maxEventBytes the largest event
     * @param counted the first offset that is not counted yet
     * @throws JobException (usage) when the port is taken
     */
    public HttpEdge(
            HttpSettings settings, int maxEventBytes, EventSink sink, LongSupplier counted, MeterRegistry registry) {
        this.settings = settings;
        this.check = new RequestCheck(settings.maxRequestBytes());
        this.body = new EventBody(new EventParser(maxEventBytes));
        this.sink = sink;
        this.admission = new Admission(settings, sink, counted);
        this.metrics = new EdgeMetrics(registry);
        metrics.watch(admission);
        this.server = bind();
    }

    private Channel bind() {
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 256)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4_096, CHUNK))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connect(channel);
                    }
                })
                .bind(settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw JobException.usage(
                    "port " + settings.port() + " can not be listened on: "
                            + bound.cause().getMessage(),
                    "choose another --http-port, or 0 for any free one");
        }
        return bound.channel();
    }

    private void connect(Channel channel) {
        if (connections.size() >= MAX_CONNECTIONS) {
            ChannelFuture unused = channel.close();
            return;
        }
        connections.add(channel);
        RequestHandler handler = new RequestHandler(settings, check, body, admission, sink, metrics);
        channel.pipeline()
                .addLast(new FirstBytes(handler))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEADERS)
                        .setMaxChunkSize(CHUNK)))
                .addLast(new FlowControlHandler())
                .addLast(handler);
    }

    /** Tells the handler of bytes that are no whole request yet. */
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {

        private final RequestHandler handler;

        private FirstBytes(RequestHandler handler) {
            this.handler = handler;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            handler.bytesArrived(context.pipeline().context(handler));
            context.fireChannelRead(message);
        }
    }

    /** Takes events from now on. */
    public void accept() {
        admission.become(Admission.State.ACCEPTING);
    }

    /** Answers 503 from now on. */
    public void stopAccepting() {
        admission.become(Admission.State.STOPPING);
    }

    /** Whether good requests are taken, but for back-pressure. */
    public boolean isAccepting() {
        return admission.isAccepting();
    }

    /** Events in the log that are not counted yet. */
    public long backlogEvents() {
        return admission.backlogEvents();
    }

    /** Requests that have no answer yet. */
    public int inFlight() {
        return admission.inFlight();
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
