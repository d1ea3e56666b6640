package io.sparkpipeline.local.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that is written from the code, between {@code <!-- begin: name -->} and {@code <!-- end: name
 * -->}. With {@code -Ddocs.update=true} the document is rewritten, otherwise it is compared.
 */
record Generated(Path document, String name) {

    String found() throws IOException {
        String text = Files.readString(document);
        return text.substring(from(text), until(text)).strip();
    }

    void update(String content) throws IOException {
        String text = Files.readString(document);
        Files.writeString(
                document, text.substring(0, from(text)) + "\n" + content.strip() + "\n" + text.substring(until(text)));
    }

    private int from(String text) {
        String begin = "<!-- begin: " + name + " -->";
        return position(text, begin) + begin.length();
    }

    private int until(String text) {
        return position(text, "<!-- end: " + name + " -->");
    }

    private int position(String text, String mark) {
        int at = text.indexOf(mark);
        if (at < 0) {
            throw new IllegalStateException(document + " has no " + mark);
        }
        return at;
    }
}
