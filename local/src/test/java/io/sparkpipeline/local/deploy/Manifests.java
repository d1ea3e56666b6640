package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests of {@code deploy/}, as they are on the disk; a key that is there twice is refused. */
final class Manifests {

    static final Path HOME = ProjectHome.locate();
    static final Path FOLDER = HOME.resolve("deploy");
    static final JsonMapper JSON = new JsonMapper();

    private static final List<Manifest> ALL = in(FOLDER);

    private Manifests() {}

    /** Those that {@code kubectl apply -f deploy/} takes. */
    static List<Manifest> all() {
        return ALL;
    }

    /** Those of one folder, without its subfolders. */
    static List<Manifest> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> parse(file.getFileName().toString(), read(file)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Manifest> parse(String file, String text) {
        List<Manifest> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().setLabel(file).build()).loadAllFromString(text)) {
            documents.add(new Manifest(file, JSON.valueToTree(document)));
        }
        return documents;
    }

    static List<Manifest> ofKind(String kind) {
        return all().stream().filter(one -> one.kind().equals(kind)).toList();
    }

    static Manifest one(String kind, String name) {
        return ofKind(kind).stream()
                .filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** The examples of Secrets in the comments of 04, from each {@code # ---} to the next line that is no YAML of it. */
    static List<Manifest> commentedSecrets() {
        String comments = read(FOLDER.resolve("04-config.yaml"))
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^# ?", ""))
                .collect(Collectors.joining("\n"));
        return Stream.of(comments.split("(?m)^---$"))
                .skip(1)
                .map(part -> part.split("(?m)^$", 2)[0])
                .flatMap(part -> parse("04-config.yaml (comment)", part).stream())
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Elements of an array or values of an object; none where the node is not there. */
    static Stream<JsonNode> each(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    static List<String> texts(JsonNode node) {
        return each(node).map(JsonNode::asText).toList();
    }
}
