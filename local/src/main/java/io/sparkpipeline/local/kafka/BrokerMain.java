package io.sparkpipeline.local.kafka;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The main class of the broker's JVM: formats the storage where that was not done, then runs Kafka's own main. */
public final class BrokerMain {

    private BrokerMain() {}

    /** Takes the properties file and the folder of the data. */
    public static void main(String[] args) {
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", args[0]};
            int code = StorageTool.execute(format, new PrintStream(System.out, true, StandardCharsets.UTF_8));
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {args[0]});
    }
}
