package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.recovery.Fingerprint;
import io.sparkpipeline.streaming.run.Settings;
import org.apache.spark.SparkConf;

/**
 * Spark's configuration for a run. What the user gives Spark itself (spark-submit, -Dspark…) wins over defaults, but not
 * over what an option of ours says.
 */
final class SparkSettings {

    private SparkSettings() {}

    /**
     * That of a run.
     *
     * @throws io.sparkpipeline.common.cli.JobException (usage) when Spark is given what is not safe
     */
    static SparkConf of(StreamConfig config) {
        SparkConf conf = new SparkConf(true);
        UnsafeSettings.refuse(conf);
        conf.setAppName(config.app());
        String master = config.masterWithRetries();
        if (master != null) {
            conf.setMaster(master);
        } else {
            conf.setIfMissing("spark.master", "local[2,4]");
        }
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        conf.set("spark.ui.port", Integer.toString(config.uiPort()));
        // Probes know one port: never move on to the next.
        conf.set("spark.port.maxRetries", "0");
        conf.set("spark.ui.enabled", "true");
        conf.set("spark.streaming.kafka.maxRatePerPartition", Integer.toString(config.maxRatePerPartition()));
        resilience(conf, config);
        boundedMemory(conf);
        config.kafka().addTo(conf);
        conf.set(Settings.FINGERPRINT, Fingerprint.of(config));
        return conf;
    }

    private static void resilience(SparkConf conf, StreamConfig config) {
        conf.setIfMissing("spark.task.maxFailures", "4");
        conf.setIfMissing("spark.network.timeout", "300s");
        // A silent executor is given up, and nobody waits for its blocks any more, before the liveness probe would end
        // the
        // driver for it.
        conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", "60s");
        conf.setIfMissing("spark.network.timeoutInterval", "10s");
        conf.setIfMissing("spark.shuffle.io.connectionTimeout", "60s");
        conf.setIfMissing("spark.executor.maxNumFailures", "20");
        conf.setIfMissing("spark.executor.failuresValidityInterval", "1h");
        conf.setIfMissing("spark.kubernetes.allocation.driver.readinessTimeout", "120s");
        conf.setIfMissing("spark.stage.maxConsecutiveAttempts", "8");
        // The job handles SIGTERM itself, also in local mode, where Spark's own handling is not graceful.
        conf.set("spark.streaming.stopGracefullyOnShutdown", "false");
        conf.set("spark.streaming.gracefulStopTimeout", config.stopTimeout().toMillis() + "ms");
    }

    /** Spark keeps the history of its pages on the driver's heap: for a stream that runs for months, a short one. */
    private static void boundedMemory(SparkConf conf) {
        conf.setIfMissing("spark.ui.retainedJobs", "50");
        conf.setIfMissing("spark.ui.retainedStages", "100");
        conf.setIfMissing("spark.ui.retainedTasks", "1000");
        conf.setIfMissing("spark.ui.dagGraph.retainedRootRDDs", "50");
        conf.setIfMissing("spark.ui.retainedDeadExecutors", "20");
        conf.setIfMissing("spark.streaming.ui.retainedBatches", "100");
        conf.setIfMissing("spark.cleaner.periodicGC.interval", "10min");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    }
}
