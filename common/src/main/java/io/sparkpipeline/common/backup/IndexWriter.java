package io.sparkpipeline.common.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an index: for each object a line, then a line for each file in it.
 *
 * <pre>
 * {"object":"segments/000001.tar","size":16777216,"sha256":"…","files":2}
 * {"path":"…/rdd-12/part-00000","size":4096,"sha256":"…","in":"segments/000001.tar"}
 * {"path":"…/rdd-12/part-00001","size":4096,"sha256":"…","in":"segments/000001.tar"}
 * </pre>
 */
public final class IndexWriter implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;

    /** Closes the stream when it is closed. */
    public IndexWriter(OutputStream out) throws IOException {
        this.out = JSON.createGenerator(out);
        this.out.setRootValueSeparator(null);
    }

    /** Adds an object, and passes its lines on to the stream. */
    public void write(StoredObject object) throws IOException {
        out.writeStartObject();
        out.writeStringField("object", object.name());
        out.writeNumberField("size", object.size());
        out.writeStringField("sha256", object.sha256());
        out.writeNumberField("files", object.files().size());
        endLine();
        for (StoredFile file : object.files()) {
            out.writeStartObject();
            out.writeStringField("path", file.path());
            out.writeNumberField("size", file.size());
            out.writeStringField("sha256", file.sha256());
            out.writeStringField("in", object.name());
            endLine();
        }
        out.flush();
    }

    private void endLine() throws IOException {
        out.writeEndObject();
        out.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
