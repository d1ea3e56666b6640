package io.sparkpipeline.common.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stand-ins for objects of Spark and Scala, whose names they get in the stream. */
final class SparkObjects {

    private SparkObjects() {}

    /** org.apache.spark.streaming.Checkpoint, as far as it is read. */
    static final class Checkpoint implements Serializable {
        private static final long serialVersionUID = 1L;
        final @Nullable Object graph;
        final Object checkpointTime;
        final Object sparkConfPairs;

        Checkpoint(@Nullable Object graph, long time, Setting... settings) {
            this.graph = graph;
            this.checkpointTime = time;
            this.sparkConfPairs = new ArrayList<>(List.of(settings));
        }
    }

    /** The pair that Spark keeps a setting in. */
    static final class Setting implements Serializable {
        private static final long serialVersionUID = 1L;
        final Object _1;
        final Object _2;

        Setting(String name, String value) {
            _1 = name;
            _2 = value;
        }
    }

    /** The tuple that Spark keeps the offsets of a batch in. */
    static final class Range implements Serializable {
        private static final long serialVersionUID = 1L;
        final Object _1;
        final Object _2;
        final Object _3;
        final Object _4;

        Range(String topic, int partition, long from, long until) {
            _1 = topic;
            _2 = partition;
            _3 = from;
            _4 = until;
        }
    }

    /** A partitioner as Spark's HashPartitioner is serialized: the number of partitions in its field. */
    static final class Partitioner implements Serializable {
        private static final long serialVersionUID = 1L;
        final int partitions;

        Partitioner(int partitions) {
            this.partitions = partitions;
        }
    }

    static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return renamed(bytes.toByteArray());
    }

    private static byte[] renamed(byte[] stream) {
        return new String(stream, StandardCharsets.ISO_8859_1)
                .replace(named(Checkpoint.class.getName()), named("org.apache.spark.streaming.Checkpoint"))
                .replace(named(Setting.class.getName()), named("scala.Tuple2"))
                .replace(named(Range.class.getName()), named("scala.Tuple4"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String named(String name) {
        return (char) (name.length() >> 8) + "" + (char) name.length() + name;
    }
}
