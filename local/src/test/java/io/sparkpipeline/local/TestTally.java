package io.sparkpipeline.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Prints at the end of the build how many tests ran in all modules, from the reports that Surefire and Failsafe write. The
 * skipped ones are listed with their reasons in {@code target/skipped-tests}.
 */
public final class TestTally {

    private static final String[] NAMES = {"tests", "failures", "errors", "skipped"};

    private final int[] sums = new int[NAMES.length];
    private final List<String> skipped = new ArrayList<>();

    private TestTally() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        TestTally tally = new TestTally();
        for (Path report : reports(home)) {
            tally.add(report);
        }
        Path list = home.resolve("target/skipped-tests");
        Files.createDirectories(list.getParent());
        Files.write(list, tally.skipped);
        System.out.println(String.format(
                Locale.ROOT,
                "Tests in all modules: %d run, %d failures, %d errors, %d skipped (where there is no Docker, or heavy)",
                tally.sums[0],
                tally.sums[1],
                tally.sums[2],
                tally.sums[3]));
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

    private void add(Path report) throws IOException, XMLStreamException {
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
            xml.nextTag();
            for (int i = 0; i < NAMES.length; i++) {
                sums[i] += Integer.parseInt(xml.getAttributeValue(null, NAMES[i]));
            }
            String test = "";
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    if (xml.getLocalName().equals("testcase")) {
                        test = nameOf(xml);
                    } else if (xml.getLocalName().equals("skipped")) {
                        skipped.add(test + ": " + reasonOf(xml));
                    }
                }
            }
            xml.close();
        }
    }

    /** A class that is skipped as a whole has no method. */
    private static String nameOf(XMLStreamReader testcase) {
        String type = testcase.getAttributeValue(null, "classname");
        String method = testcase.getAttributeValue(null, "name");
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return method == null || method.isEmpty() || method.equals(type) ? simple : simple + "." + method;
    }

    private static String reasonOf(XMLStreamReader skipped) {
        String message = skipped.getAttributeValue(null, "message");
        return message == null
                ? "no reason was given"
                : message.lines()
                        .findFirst()
                        .orElse("")
                        .replaceFirst("^.*TestAbortedException: ", "")
                        .replaceFirst("^Assumption failed: ", "")
                        .replaceFirst("^skipped: ", "");
    }
}
