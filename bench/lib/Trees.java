import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4BlockOutputStream;

/**
 * Makes folders for benchmarks that are checkpoint directories: files of random bytes as the parts of state RDDs, and a
 * metadata file that names them.
 *
 * <p>Run with lz4-java on the class path: {@code make FOLDER COUNTxBYTES…} makes one, {@code sparse FOLDER BYTES} makes one
 * with a single file of zeros that takes no room, {@code change FOLDER PERCENT} writes that part of its files anew.
 */
public final class Trees {

    private static final String RUN = "0f5ae2f4-9d5a-4c7e-8a53-3a4f5a1c2b6d";
    private static final long TIME = 1_763_805_600_000L;
    private static final int PARTS = 50;

    private final Path root;
    private final List<String> references = new ArrayList<>();

    private Trees(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]).toAbsolutePath();
        switch (args[0]) {
            case "make" -> new Trees(folder).make(List.of(args).subList(2, args.length));
            case "sparse" -> new Trees(folder).sparse(Long.parseLong(args[2]));
            case "change" -> change(folder, Integer.parseInt(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private void make(List<String> groups) throws IOException {
        for (String group : groups) {
            int count = Integer.parseInt(group.substring(0, group.indexOf('x')));
            byte[] content = new byte[Integer.parseInt(group.substring(group.indexOf('x') + 1))];
            for (int file = 0; file < count; file++) {
                random(content, file);
                Files.write(part(file % PARTS), content);
            }
        }
        metadata();
    }

    private void sparse(long bytes) throws IOException {
        try (var file = new java.io.RandomAccessFile(part(0).toFile(), "rw")) {
            file.setLength(bytes);
        }
        metadata();
    }

    /** The path of a part; part 0 begins a new RDD. */
    private Path part(int number) throws IOException {
        if (number == 0) {
            references.add("file:" + root + "/" + RUN + "/rdd-" + references.size());
        }
        Path folder = root.resolve(RUN).resolve("rdd-" + (references.size() - 1));
        Files.createDirectories(folder);
        return folder.resolve(String.format(Locale.ROOT, "part-%05d", number));
    }

    /** In the stream it has the name of Spark's own, with the fields that no checkpoint is without. */
    private static final class Checkpoint implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Object graph;
        private final Object checkpointTime = TIME;

        Checkpoint(List<String> references) {
            graph = new ArrayList<>(references);
        }
    }

    private void metadata() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
            out.writeObject(new Checkpoint(references));
        }
        byte[] renamed = stream.toString(StandardCharsets.ISO_8859_1)
                .replace(named(Checkpoint.class.getName()), named("org.apache.spark.streaming.Checkpoint"))
                .getBytes(StandardCharsets.ISO_8859_1);
        try (OutputStream file = Files.newOutputStream(root.resolve("checkpoint-" + TIME));
                OutputStream out = new LZ4BlockOutputStream(file, 32 * 1024)) {
            out.write(renamed);
        }
    }

    /** As a stream holds it: the length before it, in two bytes. */
    private static String named(String name) {
        return (char) (name.length() >> 8) + "" + (char) name.length() + name;
    }

    private static void change(Path folder, int percent) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.walk(folder.resolve(RUN))) {
            parts = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (int number = 0; number < parts.size(); number += 100 / percent) {
            byte[] content = new byte[(int) Files.size(parts.get(number))];
            random(content, number + 1L);
            // Spark never writes into a file that has its name: a changed one is a new one.
            Files.delete(parts.get(number));
            Files.write(parts.get(number), content);
        }
    }

    private static void random(byte[] content, long salt) {
        new SplittableRandom(System.nanoTime() ^ salt << 40).nextBytes(content);
    }
}
