package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class WrittenFormTest {

    private static final String COMPRESS = "spark.checkpoint.compress";
    private static final String CODEC = "spark.io.compression.codec";
    private static final String SERIALIZER = "spark.serializer";

    @Test
    void everyOneThatChangedIsTold() {
        SparkConf now = new SparkConf(false).set(COMPRESS, "true").set(CODEC, "zstd");
        Map<String, String> written = Map.of(SERIALIZER, "org.apache.spark.serializer.KryoSerializer");
        assertThat(WrittenForm.differences(written, now))
                .containsExactly(
                        COMPRESS + " changed from false to true",
                        CODEC + " changed from lz4 to zstd",
                        SERIALIZER + " changed from org.apache.spark.serializer.KryoSerializer to "
                                + "org.apache.spark.serializer.JavaSerializer");
    }

    @Test
    void theSameInOtherWordsIsNoChange() {
        SparkConf now = new SparkConf(false)
                .set(COMPRESS, "FALSE")
                .set(CODEC, "org.apache.spark.io.LZ4CompressionCodec")
                .set(SERIALIZER, "org.apache.spark.serializer.JavaSerializer");
        assertThat(WrittenForm.differences(Map.of(), now)).isEmpty();
        assertThat(WrittenForm.differences(Map.of(CODEC, "LZ4"), new SparkConf(false)))
                .isEmpty();
    }
}
