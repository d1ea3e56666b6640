package io.sparkpipeline.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Prints at the end of the build how many tests ran in all modules, from the reports that Surefire and Failsafe write. */
public final class TestTally {

    private TestTally() {}

    public static void main(String[] args) throws Exception {
        int[] sums = new int[4];
        for (Path report : reports(Path.of(args[0]))) {
            add(report, sums);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "Tests in all modules: %d run, %d failures, %d errors, %d skipped (where there is no Docker, or heavy)",
                sums[0],
                sums[1],
                sums[2],
                sums[3]));
    }

    private static List<Path> reports(Path home) throws IOException {
        try (Stream<Path> files = Files.find(
                home,
                5,
                (path, attributes) ->
                        path.toString().matches(".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml"))) {
            return files.toList();
        }
    }

    private static void add(Path report, int[] sums) throws IOException, XMLStreamException {
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
            xml.nextTag();
            String[] names = {"tests", "failures", "errors", "skipped"};
            for (int i = 0; i < names.length; i++) {
                sums[i] += Integer.parseInt(xml.getAttributeValue(null, names[i]));
            }
            xml.close();
        }
    }
}
