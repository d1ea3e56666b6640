import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Prints each class that is in a jar of the first folder and in another jar of either, and ends with 1 if there is one.
 * The class path of Spark's images is a folder, so that nobody knows which of two copies is loaded.
 */
final class ClassesTwice {

    /** An empty class that Spark's build puts into each of its jars. */
    private static final String STUB = "org/apache/spark/unused/UnusedStubClass.class";

    public static void main(String[] folders) throws IOException {
        Map<String, Set<Path>> jarsOf = new TreeMap<>();
        List<Path> ours = jars(Path.of(folders[0]));
        List<Path> theirs = jars(Path.of(folders[1]));
        for (Path jar : ours) {
            classes(jar).forEach(name -> jarsOf.computeIfAbsent(name, unused -> new TreeSet<>()).add(jar));
        }
        for (Path jar : theirs) {
            classes(jar).forEach(name -> jarsOf.computeIfPresent(name, (unused, jars) -> with(jars, jar)));
        }
        jarsOf.values().removeIf(jars -> jars.size() == 1);
        jarsOf.forEach((name, jars) ->
                System.out.println(name + " is in " + jars.stream().map(Path::getFileName).toList()));
        System.out.println(ours.size() + " jars, " + theirs.size() + " of Spark: " + jarsOf.size() + " classes twice");
        System.exit(jarsOf.isEmpty() && !ours.isEmpty() && !theirs.isEmpty() ? 0 : 1);
    }

    private static Set<Path> with(Set<Path> jars, Path jar) {
        jars.add(jar);
        return jars;
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static List<String> classes(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .filter(name -> !name.equals(STUB))
                    .toList();
        }
    }
}
