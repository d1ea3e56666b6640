package io.sparkpipeline.streaming.graph;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;
import scala.Tuple2;

/** Sends a batch's outputs; a batch whose output was not acknowledged fails, and the job with it. */
final class Publish implements VoidFunction2<JavaRDD<Tuple2<String, String>>, Time> {

    private static final long serialVersionUID = 1L;

    @Override
    public void call(JavaRDD<Tuple2<String, String>> outputs, Time time) {
        outputs.foreachPartition(new PublishPartition());
        BatchLedger.current().published(time.milliseconds());
    }
}
