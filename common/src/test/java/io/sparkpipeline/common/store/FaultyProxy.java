package io.sparkpipeline.common.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before a real S3 server that does to some requests what networks and busy servers do. */
public final class FaultyProxy implements AutoCloseable {

    /** What becomes of a request. */
    public enum Fault {
        NONE,
        ERROR_500,
        SLOW_DOWN_503,
        FORBIDDEN_403,
        NO_BUCKET_404,
        /** Taken, never answered. */
        HANG,
        /** The connection is closed without an answer; the server never saw the request. */
        CLOSE_BEFORE,
        /** The server did it, but the answer is lost. */
        CLOSE_AFTER,
        /** Half of the answer's body, then the end. */
        CLOSE_MID_BODY,
        /** A whole answer with half of the body. */
        SHORT_BODY,
        /** A byte in the middle of the answer's body is another one. */
        ALTERED_BODY
    }

    /** Decides. */
    @FunctionalInterface
    public interface Plan {
        /** Gives the fault of a request, of which {@code number} counts from 1 on. */
        Fault fault(int number, String method, String path);
    }

    private final ServerSocket socket;
    private final URI server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Plan plan = (number, method, path) -> Fault.NONE;

    private FaultyProxy(ServerSocket socket, URI server) {
        this.socket = socket;
        this.server = server;
    }

    /** Starts one before the server. */
    public static FaultyProxy before(URI server) throws IOException {
        FaultyProxy proxy = new FaultyProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), server);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** From now on, with the count of requests at zero. */
    public FaultyProxy plan(Plan next) {
        plan = next;
        requests.set(0);
        return this;
    }

    /** How many came since the plan was set. */
    public int requests() {
        return requests.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            for (Message request = Message.read(in, true); request != null; request = Message.read(in, true)) {
                if (!answer(request, client)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, as clients do when they time out.
        } finally {
            open.remove(client);
        }
    }

    /** Gives whether the connection goes on. */
    private boolean answer(Message request, Socket client) throws IOException {
        String[] line = request.head.split(" ", 3);
        OutputStream out = client.getOutputStream();
        Fault fault = plan.fault(requests.incrementAndGet(), line[0], line[1]);
        switch (fault) {
            case ERROR_500 -> error(out, "500 Internal Server Error", "InternalError");
            case SLOW_DOWN_503 -> error(out, "503 Slow Down", "SlowDown");
            case FORBIDDEN_403 -> error(out, "403 Forbidden", "AccessDenied");
            case NO_BUCKET_404 -> error(out, "404 Not Found", "NoSuchBucket");
            case CLOSE_BEFORE -> {
                return false;
            }
            case HANG -> {
                return client.getInputStream().read() >= 0;
            }
            default -> {
                return relay(request, out, fault, line[0].equals("HEAD"));
            }
        }
        return true;
    }

    private boolean relay(Message request, OutputStream out, Fault fault, boolean headOnly) throws IOException {
        Message answer;
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            OutputStream to = upstream.getOutputStream();
            to.write(request.head.getBytes(StandardCharsets.ISO_8859_1));
            to.write(request.body);
            to.flush();
            answer = Message.read(upstream.getInputStream(), !headOnly);
        }
        if (answer == null || fault == Fault.CLOSE_AFTER) {
            return false;
        }
        byte[] body = answer.body;
        String head = answer.head;
        if (body.length > 0) {
            if (fault == Fault.CLOSE_MID_BODY || fault == Fault.SHORT_BODY) {
                body = Arrays.copyOf(body, body.length / 2);
            }
            if (fault == Fault.SHORT_BODY) {
                head = head.replaceFirst("(?i)content-length: *\\d+", "Content-Length: " + body.length);
            }
            if (fault == Fault.ALTERED_BODY) {
                body[body.length / 2] ^= 1;
            }
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        return fault != Fault.CLOSE_MID_BODY;
    }

    private static void error(OutputStream out, String status, String code) throws IOException {
        byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
        threads.shutdownNow();
    }

    /** A request or an answer: its head as it came, and its body without a transfer coding. */
    private static final class Message {

        private final String head;
        private final byte[] body;

        Message(String head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        static @org.jspecify.annotations.Nullable Message read(InputStream in, boolean withBody) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int last = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes.write(next);
                last = (last << 8) | next;
                if (last == 0x0d0a0d0a) {
                    return of(bytes.toString(StandardCharsets.ISO_8859_1), in, withBody);
                }
            }
            return null;
        }

        private static Message of(String head, InputStream in, boolean withBody) throws IOException {
            String lower = head.toLowerCase(Locale.ROOT);
            if (!withBody) {
                return new Message(head, new byte[0]);
            }
            if (lower.contains("transfer-encoding: chunked")) {
                byte[] body = chunks(in);
                String plain = head.replaceFirst("(?i)transfer-encoding: *chunked", "Content-Length: " + body.length);
                return new Message(plain, body);
            }
            int at = lower.indexOf("\r\ncontent-length:");
            int length = at < 0
                    ? 0
                    : Integer.parseInt(lower.substring(at + 17, lower.indexOf("\r\n", at + 2))
                            .trim());
            return new Message(head, in.readNBytes(length));
        }

        private static byte[] chunks(InputStream in) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.write(in.readNBytes(size));
                in.readNBytes(2);
            }
            in.readNBytes(2);
            return body.toByteArray();
        }

        private static int chunkSize(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
            return Integer.parseInt(line.toString().trim().split(";", 2)[0], 16);
        }
    }
}
