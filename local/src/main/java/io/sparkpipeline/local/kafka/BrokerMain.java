package io.sparkpipeline.local.kafka;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of the broker's JVM: formats the storage where that was not done, then runs Kafka's own main. */
public final class BrokerMain {

    private BrokerMain() {}

    /** Takes the properties file, the folder of the data and the cluster's id. */
    public static void main(String[] args) {
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = {"format", "--cluster-id", args[2], "--config", args[0]};
            int code = StorageTool.execute(format, new PrintStream(System.out, true, StandardCharsets.UTF_8));
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {args[0]});
    }
}
