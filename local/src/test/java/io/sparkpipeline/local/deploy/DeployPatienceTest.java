package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and how long: what heals by itself must be given the time to. */
class DeployPatienceTest {

    private static final JsonNode APPLICATION =
            Manifests.one("SparkApplication", "streaming-app").spec();
    private static final JsonNode SETTINGS =
            Manifests.one("ConfigMap", "pipeline-settings").content().path("data");

    /** A successful task is progress, too, so the probe begins to count when the last one is done. */
    @Test
    void aSilentExecutorIsGivenUpBeforeTheDriverIsKilledForIt() {
        Duration givenUp =
                spark("spark.storage.blockManagerHeartbeatTimeoutMs").plus(spark("spark.network.timeoutInterval"));
        assertThat(givenUp).isLessThan(setting("BATCH_INTERVAL").multipliedBy(3).plus(setting("LIVENESS_GRACE")));
        assertThat(spark("spark.shuffle.io.connectionTimeout")).isLessThanOrEqualTo(givenUp);
    }

    /** The last savepoint may take half of STOP_TIMEOUT, the batches under way all of it; Spark's own end comes on top. */
    @Test
    void aGracefulStopEndsWithinThePodsGrace() {
        Duration stop = Duration.parse("PT"
                + Manifests.each(APPLICATION.at("/driver/template/spec/containers/0/env"))
                        .filter(one -> one.path("name").asText().equals("STOP_TIMEOUT"))
                        .map(one -> one.path("value").asText())
                        .findFirst()
                        .orElseThrow());
        assertThat(stop.multipliedBy(3).dividedBy(2))
                .isLessThan(Duration.ofSeconds(APPLICATION
                        .at("/driver/template/spec/terminationGracePeriodSeconds")
                        .asLong()));
    }

    private static Duration spark(String property) {
        return Duration.parse(
                "PT" + APPLICATION.path("sparkConf").path(property).asText());
    }

    private static Duration setting(String name) {
        return Duration.parse("PT" + SETTINGS.path(name).asText());
    }
}
