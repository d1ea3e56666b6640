import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An S3 server for benchmarks: lean enough that the clients are what is measured. It keeps all objects in memory, adds a
 * delay to each request when told to, and counts requests. It checks neither signatures nor checksums, its ETags are no
 * MD5 (as with KMS on AWS), and every bucket exists. Bodies of zeros alone take no memory.
 *
 * <p>Run: {@code java S3Sink.java [port]}; it prints the port that it listens on. Besides S3 it answers {@code
 * /-/requests} (counts as JSON), {@code /-/reset} (counts to zero), {@code /-/clear} (objects and counts gone) and {@code
 * /-/delay/MILLISECONDS}, and {@code /-/rate/MEGABYTES}: the most a second that one connection gets, up or down; 0 for no
 * limit.
 */
public final class S3Sink {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO_DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final byte[] NOTHING = {};

    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Upload> uploads = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile long delayMillis;
    private static volatile long bytesPerSecond;

    /** Some bytes of an object; {@code null} stands for zeros. */
    private record Piece(byte[] bytes, long length) {}

    private record Stored(List<Piece> pieces, long size, String etag, Instant modified, Map<String, String> metadata) {}

    private record Upload(String key, Map<String, String> metadata, Instant begun, ConcurrentSkipListMap<Integer, Piece> parts) {}

    private record Request(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    public static void main(String[] args) throws IOException {
        // A benchmark that is killed leaves no server behind.
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
        S3Sink sink = new S3Sink();
        try (ServerSocket server = new ServerSocket(
                args.length > 0 ? Integer.parseInt(args[0]) : 0, 512, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            System.out.flush();
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> sink.serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            OutputStream out = socket.getOutputStream();
            for (Request request = read(in, out); request != null; request = read(in, out)) {
                answer(request, out);
                if ("close".equalsIgnoreCase(request.header("connection"))) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- HTTP

    private static Request read(InputStream in, OutputStream out) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        String[] start = line.split(" ");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        int question = start[1].indexOf('?');
        String path = question < 0 ? start[1] : start[1].substring(0, question);
        return new Request(
                start[0],
                decode(path.replace("+", "%2B")),
                query(question < 0 ? "" : start[1].substring(question + 1)),
                headers,
                body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            byte[] whole = chunks(in);
            return awsChunked(headers) ? chunks(new java.io.ByteArrayInputStream(whole)) : whole;
        }
        String length = headers.get("content-length");
        if (length == null) {
            return NOTHING;
        }
        if (awsChunked(headers)) {
            String decoded = headers.get("x-amz-decoded-content-length");
            return awsChunks(in, decoded == null ? -1 : Integer.parseInt(decoded), Integer.parseInt(length));
        }
        return exactly(in, Integer.parseInt(length));
    }

    private static boolean awsChunked(Map<String, String> headers) {
        String sha256 = headers.get("x-amz-content-sha256");
        return sha256 != null && sha256.startsWith("STREAMING-");
    }

    /** Of known decoded length: straight into the array. Trailers follow the last chunk, within the content length. */
    private static byte[] awsChunks(InputStream in, int decoded, int length) throws IOException {
        if (decoded < 0) {
            return chunks(new java.io.ByteArrayInputStream(exactly(in, length)));
        }
        byte[] body = new byte[decoded];
        int filled = 0;
        int left = length;
        while (left > 0) {
            String head = line(in);
            if (head == null) {
                throw new EOFException();
            }
            left -= head.length() + 2;
            int size = Integer.parseInt(head.split(";")[0], 16);
            if (size == 0) {
                exactly(in, left);
                return body;
            }
            if (in.readNBytes(body, filled, size) != size) {
                throw new EOFException();
            }
            filled += size;
            line(in);
            left -= size + 2;
        }
        return body;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (String head = line(in); head != null && !head.isEmpty(); head = line(in)) {
            int size = Integer.parseInt(head.split(";")[0].trim(), 16);
            whole.write(exactly(in, size));
            line(in);
            if (size == 0) {
                break;
            }
        }
        return whole.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        long began = System.nanoTime();
        for (int filled = 0; filled < length; ) {
            int count = Math.min(piece(), length - filled);
            if (in.readNBytes(bytes, filled, count) != count) {
                throw new EOFException();
            }
            filled += count;
            pace(began, filled);
        }
        return bytes;
    }

    /** How much is moved between two looks at the clock. */
    private static int piece() {
        return bytesPerSecond == 0 ? 1 << 20 : 1 << 16;
    }

    /** Waits until a connection may have moved so many bytes since then. */
    private static void pace(long began, long bytes) {
        long rate = bytesPerSecond;
        if (rate > 0) {
            long early = (long) (bytes * 1e9 / rate) - (System.nanoTime() - began);
            // A sleep is late by some 0.1 ms: shorter ones would slow the connection down.
            if (early > 1_000_000) {
                java.util.concurrent.locks.LockSupport.parkNanos(early);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return null;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                query.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(OutputStream out, int status, Map<String, String> headers, byte[] body) throws IOException {
        head(out, status, headers, body.length);
        out.write(body);
    }

    private static void head(OutputStream out, int status, Map<String, String> headers, long length) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" -\r\nServer: s3-sink\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (status != 204 && status != 304) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    // ---- S3

    private void answer(Request request, OutputStream out) throws IOException, InterruptedException {
        if (request.path().startsWith("/-/")) {
            control(request, out);
            return;
        }
        count(request);
        if (delayMillis > 0) {
            Thread.sleep(delayMillis);
        }
        String key = request.path().substring(1);
        boolean bucketOnly = key.indexOf('/') < 0 || key.indexOf('/') == key.length() - 1;
        if (bucketOnly) {
            bucket(request, key.replace("/", ""), out);
        } else {
            object(request, key, out);
        }
    }

    private void bucket(Request request, String bucket, OutputStream out) throws IOException {
        Map<String, String> query = request.query();
        if (request.method().equals("POST") && query.containsKey("delete")) {
            deleteMany(request, bucket, out);
        } else if (!request.method().equals("GET")) {
            send(out, 200, Map.of(), NOTHING);
        } else if (query.containsKey("location")) {
            xml(out, 200, "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>");
        } else if (query.containsKey("uploads")) {
            listUploads(bucket, out);
        } else if (bucket.isEmpty()) {
            xml(out, 200, "<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>");
        } else {
            list(query, bucket, out);
        }
    }

    private void object(Request request, String key, OutputStream out) throws IOException {
        Map<String, String> query = request.query();
        switch (request.method()) {
            case "GET", "HEAD" -> get(request, key, out);
            case "PUT" -> {
                if (query.containsKey("uploadId")) {
                    part(request, out);
                } else {
                    put(request, key, out);
                }
            }
            case "POST" -> {
                if (query.containsKey("uploads")) {
                    begin(request, key, out);
                } else {
                    complete(request, key, out);
                }
            }
            case "DELETE" -> {
                if (query.containsKey("uploadId")) {
                    uploads.remove(query.get("uploadId"));
                } else {
                    objects.remove(key);
                }
                send(out, 204, Map.of(), NOTHING);
            }
            default -> error(out, 405, "MethodNotAllowed");
        }
    }

    private void put(Request request, String key, OutputStream out) throws IOException {
        Stored stored = stored(List.of(piece(request.body())), metadata(request));
        if ("*".equals(request.header("if-none-match"))) {
            if (objects.putIfAbsent(key, stored) != null) {
                error(out, 412, "PreconditionFailed");
                return;
            }
        } else {
            objects.put(key, stored);
        }
        send(out, 200, received(request, stored.etag()), NOTHING);
    }

    private void begin(Request request, String key, OutputStream out) throws IOException {
        String id = "upload-" + number.incrementAndGet();
        uploads.put(id, new Upload(key, metadata(request), Instant.now(), new ConcurrentSkipListMap<>()));
        xml(
                out,
                200,
                "<InitiateMultipartUploadResult><Bucket>" + key.substring(0, key.indexOf('/')) + "</Bucket><Key>"
                        + escape(key.substring(key.indexOf('/') + 1)) + "</Key><UploadId>" + id
                        + "</UploadId></InitiateMultipartUploadResult>");
    }

    private void part(Request request, OutputStream out) throws IOException {
        Upload upload = uploads.get(request.query().get("uploadId"));
        if (upload == null) {
            error(out, 404, "NoSuchUpload");
            return;
        }
        upload.parts().put(Integer.valueOf(request.query().get("partNumber")), piece(request.body()));
        send(out, 200, received(request, "\"p" + number.incrementAndGet() + "\""), NOTHING);
    }

    private void complete(Request request, String key, OutputStream out) throws IOException {
        Upload upload = uploads.remove(request.query().get("uploadId"));
        if (upload == null) {
            error(out, 404, "NoSuchUpload");
            return;
        }
        Stored stored = stored(List.copyOf(upload.parts().values()), upload.metadata());
        objects.put(key, stored);
        xml(
                out,
                200,
                "<CompleteMultipartUploadResult><Key>" + escape(key.substring(key.indexOf('/') + 1)) + "</Key><ETag>"
                        + escape(stored.etag()) + "</ETag></CompleteMultipartUploadResult>");
    }

    private void get(Request request, String key, OutputStream out) throws IOException {
        Stored stored = objects.get(key);
        if (stored == null) {
            if (request.method().equals("HEAD")) {
                head(out, 404, Map.of(), 0);
            } else {
                error(out, 404, "NoSuchKey");
            }
            return;
        }
        String match = request.header("if-match");
        if (match != null && !match.replace("\"", "").equals(stored.etag().replace("\"", ""))) {
            error(out, 412, "PreconditionFailed");
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>(stored.metadata());
        headers.put("ETag", stored.etag());
        headers.put("Last-Modified", HTTP_DATE.format(stored.modified()));
        headers.put("Accept-Ranges", "bytes");
        headers.putIfAbsent("Content-Type", "application/octet-stream");
        long from = 0;
        long to = stored.size();
        int status = 200;
        Matcher range = RANGE.matcher(String.valueOf(request.header("range")));
        if (range.matches() && stored.size() > 0) {
            if (range.group(1).isEmpty()) {
                from = Math.max(0, stored.size() - Long.parseLong(range.group(2)));
            } else {
                from = Long.parseLong(range.group(1));
                to = range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)) + 1);
            }
            if (from >= stored.size()) {
                error(out, 416, "InvalidRange");
                return;
            }
            headers.put("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + stored.size());
            status = 206;
        }
        head(out, status, headers, to - from);
        if (request.method().equals("GET")) {
            write(stored, from, to, out);
        }
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    private static final byte[] ZEROS = new byte[1 << 20];

    private static void write(Stored stored, long from, long to, OutputStream out) throws IOException {
        long at = 0;
        long sent = 0;
        long began = System.nanoTime();
        for (Piece piece : stored.pieces()) {
            long first = Math.max(from, at) - at;
            long end = Math.min(to, at + piece.length()) - at;
            for (long next = first; next < end; ) {
                int count = (int) Math.min(piece(), end - next);
                if (piece.bytes() == null) {
                    out.write(ZEROS, 0, count);
                } else {
                    out.write(piece.bytes(), (int) next, count);
                }
                next += count;
                sent += count;
                pace(began, sent);
            }
            at += piece.length();
        }
    }

    private void list(Map<String, String> query, String bucket, OutputStream out) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String delimiter = query.getOrDefault("delimiter", "");
        boolean second = "2".equals(query.get("list-type"));
        int most = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
        String after = query.getOrDefault(
                "continuation-token", query.getOrDefault("start-after", query.getOrDefault("marker", "")));
        boolean encoded = "url".equals(query.get("encoding-type"));
        StringBuilder contents = new StringBuilder();
        TreeSet<String> folders = new TreeSet<>();
        int count = 0;
        String last = "";
        boolean more = false;
        String start = after.compareTo(prefix) > 0 ? after : prefix;
        for (Map.Entry<String, Stored> entry :
                objects.tailMap(bucket + "/" + start, true).entrySet()) {
            if (!entry.getKey().startsWith(bucket + "/" + prefix)) {
                break;
            }
            String key = entry.getKey().substring(bucket.length() + 1);
            int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String name = cut < 0 ? key : key.substring(0, cut + delimiter.length());
            if ((!after.isEmpty() && name.compareTo(after) <= 0) || folders.contains(name)) {
                continue;
            }
            if (count == most) {
                more = true;
                break;
            }
            count++;
            last = name;
            if (cut >= 0) {
                folders.add(name);
            } else {
                contents.append("<Contents><Key>").append(text(key, encoded)).append("</Key><LastModified>")
                        .append(ISO_DATE.format(entry.getValue().modified())).append("</LastModified><ETag>")
                        .append(escape(entry.getValue().etag())).append("</ETag><Size>")
                        .append(entry.getValue().size()).append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
            }
        }
        StringBuilder page = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>")
                .append(bucket).append("</Name><Prefix>").append(text(prefix, encoded)).append("</Prefix><KeyCount>")
                .append(count).append("</KeyCount><MaxKeys>").append(most).append("</MaxKeys><IsTruncated>").append(more)
                .append("</IsTruncated>");
        if (encoded) {
            page.append("<EncodingType>url</EncodingType>");
        }
        if (!delimiter.isEmpty()) {
            page.append("<Delimiter>").append(text(delimiter, encoded)).append("</Delimiter>");
        }
        if (more) {
            String tag = second ? "NextContinuationToken" : "NextMarker";
            page.append('<').append(tag).append('>').append(second ? escape(last) : text(last, encoded))
                    .append("</").append(tag).append('>');
        }
        page.append(contents);
        for (String folder : folders) {
            page.append("<CommonPrefixes><Prefix>").append(text(folder, encoded)).append("</Prefix></CommonPrefixes>");
        }
        xml(out, 200, page.append("</ListBucketResult>").toString());
    }

    private void listUploads(String bucket, OutputStream out) throws IOException {
        StringBuilder page = new StringBuilder("<ListMultipartUploadsResult><Bucket>" + bucket
                + "</Bucket><IsTruncated>false</IsTruncated>");
        uploads.forEach((id, upload) -> page.append("<Upload><Key>")
                .append(escape(upload.key().substring(upload.key().indexOf('/') + 1))).append("</Key><UploadId>")
                .append(id).append("</UploadId><Initiated>").append(ISO_DATE.format(upload.begun()))
                .append("</Initiated></Upload>"));
        xml(out, 200, page.append("</ListMultipartUploadsResult>").toString());
    }

    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);

    private void deleteMany(Request request, String bucket, OutputStream out) throws IOException {
        Matcher keys = KEY.matcher(new String(request.body(), StandardCharsets.UTF_8));
        StringBuilder deleted = new StringBuilder("<DeleteResult>");
        while (keys.find()) {
            objects.remove(bucket + "/" + unescape(keys.group(1)));
            deleted.append("<Deleted><Key>").append(keys.group(1)).append("</Key></Deleted>");
        }
        xml(out, 200, deleted.append("</DeleteResult>").toString());
    }

    private Stored stored(List<Piece> pieces, Map<String, String> metadata) {
        long size = pieces.stream().mapToLong(Piece::length).sum();
        return new Stored(pieces, size, "\"" + number.incrementAndGet() + "-1\"", Instant.now(), metadata);
    }

    private static Piece piece(byte[] body) {
        for (byte b : body) {
            if (b != 0) {
                return new Piece(body, body.length);
            }
        }
        return new Piece(null, body.length);
    }

    private static Map<String, String> metadata(Request request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-meta-")) {
                metadata.put(name, value);
            }
        });
        return metadata;
    }

    private static Map<String, String> received(Request request, String etag) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", etag);
        request.headers().forEach((name, value) -> {
            if (name.matches("x-amz-checksum-(sha256|sha1|crc32c?|crc64nvme)")) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private static void xml(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body).getBytes(StandardCharsets.UTF_8);
        send(out, status, Map.of("Content-Type", "application/xml"), bytes);
    }

    private static void error(OutputStream out, int status, String code) throws IOException {
        xml(out, status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private static String text(String key, boolean encoded) {
        return encoded ? URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/") : escape(key);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&apos;", "'").replace("&#39;", "'")
                .replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
    }

    // ---- control

    /** By what S3 charges for: PUT, POST and LIST cost alike, so do GET and HEAD, DELETE is free. */
    private void count(Request request) {
        boolean list = request.method().equals("GET") && request.path().indexOf('/', 1) < 0;
        counts.computeIfAbsent(list ? "LIST" : request.method(), name -> new LongAdder()).increment();
    }

    private void control(Request request, OutputStream out) throws IOException {
        String[] command = request.path().substring(3).split("/");
        String answer = "";
        switch (command[0]) {
            case "requests" -> {
                List<String> fields = new ArrayList<>();
                new TreeMap<>(counts).forEach((name, count) -> fields.add("\"" + name + "\":" + count.sum()));
                fields.add("\"bytes\":"
                        + objects.values().stream().mapToLong(Stored::size).sum());
                answer = "{" + String.join(",", fields) + "}";
            }
            case "reset" -> counts.clear();
            case "clear" -> {
                counts.clear();
                objects.clear();
                uploads.clear();
            }
            case "delay" -> delayMillis = Long.parseLong(command[1]);
            case "rate" -> bytesPerSecond = Long.parseLong(command[1]) * 1_000_000;
            default -> answer = "unknown";
        }
        send(out, 200, Map.of(), answer.getBytes(StandardCharsets.UTF_8));
    }
}
