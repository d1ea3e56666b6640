package io.sparkpipeline.common.checkpoint;

import static io.sparkpipeline.common.checkpoint.SerializedObject.NOT_KEPT;

import io.sparkpipeline.common.cli.HeapShare;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wanted of a checkpoint's objects, gathered while they pass by; of the objects themselves little is kept. */
final class CheckpointContent implements SerializedObjects {

    private static final String CHECKPOINT = "org.apache.spark.streaming.Checkpoint";
    private static final Pattern REFERENCE =
            Pattern.compile("([a-z][a-z0-9+.-]*:.*)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/rdd-(\\d{1,9})");
    private static final int REFERENCE_OBJECT = 256;
    private static final int SETTING = 64;

    private final SortedSet<RddReference> references = new TreeSet<>();
    private final SortedMap<String, String> settings = new TreeMap<>();
    private final OffsetFinder offsets;
    private final HeapShare memory;

    CheckpointContent(HeapShare memory) {
        this.memory = memory;
        this.offsets = new OffsetFinder(memory);
    }

    SortedSet<RddReference> references() {
        return references;
    }

    SortedMap<String, String> settings() {
        return settings;
    }

    OffsetFinder offsets() {
        return offsets;
    }

    /**
     * Checks what the stream begins with, as org.apache.spark.streaming.Checkpoint.validate does.
     *
     * @throws UnreadableCheckpointException when that is no checkpoint of Spark's
     */
    static void require(String name, Optional<SerializedObject> first) throws UnreadableCheckpointException {
        String type = first.map(SerializedObject::className).orElse("no object");
        if (!type.equals(CHECKPOINT)) {
            throw new UnreadableCheckpointException(name + " holds no Spark checkpoint but " + type);
        }
        for (String field : new String[] {"graph", "checkpointTime"}) {
            if (first.map(checkpoint -> checkpoint.field(field)).isEmpty()) {
                throw new UnreadableCheckpointException(name + " holds a Spark checkpoint without its " + field);
            }
        }
    }

    @Override
    public Object visit(SerializedObject object) {
        offsets.visit(object);
        if (object.className().equals("scala.Tuple2")
                && object.field("_1") instanceof String name
                && name.startsWith("spark.")
                && object.field("_2") instanceof String value) {
            memory.take(SETTING);
            settings.put(name, value);
        }
        if (object.className().equals(OffsetFinder.PARTITION)) {
            return object;
        }
        return object.className().startsWith("java.lang.") && object.field("value") instanceof Number box
                ? box
                : NOT_KEPT;
    }

    @Override
    public void text(String text) {
        if (!text.contains("/rdd-")) {
            return;
        }
        Matcher reference = REFERENCE.matcher(text);
        if (reference.matches()) {
            memory.take(REFERENCE_OBJECT + text.length());
            references.add(
                    new RddReference(reference.group(1), reference.group(2), Integer.parseInt(reference.group(3))));
        }
    }
}
