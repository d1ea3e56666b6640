package io.sparkpipeline.local.up;

import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.process.ProjectHome;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.local.stage.Stage;
import io.sparkpipeline.local.work.WorkDirectory;
import java.util.List;

/** Where everything is, and what to type to see it work. */
record Addresses(List<String> lines) {

    static Addresses of(Stage stage, DriverSupervisor driver, UpConfig config, WorkDirectory work) {
        String pages = driver.uiPort().map(port -> "http://127.0.0.1:" + port).orElse("(restarting)");
        String kafka = stage.kafka().bootstrap();
        String tools = "java -cp \"$(cat '" + ProjectHome.locate().resolve("local/target/classpath.txt") + "')\"";
        return new Addresses(List.of(
                "",
                "Kafka       " + kafka + "   topics " + Stage.INPUT + ", " + Stage.OUTPUT + ", " + Stage.DEAD_LETTERS,
                "S3          " + stage.s3().endpoint() + "   bucket "
                        + stage.s3().bucket() + ", access key " + LocalS3.ACCESS_KEY + ", secret key "
                        + LocalS3.SECRET_KEY,
                "Kubernetes  " + stage.kubernetes().apiUrl() + "   kubeconfig "
                        + stage.kubernetes().kubeconfig(),
                "Spark UI    " + pages + "   and " + pages + "/ops/status (the port changes with a restart)",
                "Data        " + work.path(),
                "Backups     " + config.backupSchedule() + "   snapshots " + config.snapshotSchedule() + " (UTC)",
                "",
                "Send an event:",
                "  echo '{\"key\":\"a\",\"value\":12.5}' | " + tools
                        + " kafka.tools.ConsoleProducer --bootstrap-server " + kafka + " --topic " + Stage.INPUT,
                "See the totals:",
                "  kafka-console-consumer.sh --bootstrap-server " + kafka + " --topic " + Stage.OUTPUT
                        + " --from-beginning   (of any Kafka distribution)",
                "Ctrl-C ends all of it."));
    }
}
