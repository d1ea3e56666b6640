package io.sparkpipeline.restore.kafka;

/**
 * Where a restored stream goes on in one partition.
 *
 * @param offset of the first record that the backup has not counted
 */
record Position(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
