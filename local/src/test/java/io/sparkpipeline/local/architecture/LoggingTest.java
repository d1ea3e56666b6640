package io.sparkpipeline.local.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.SLF4JServiceProvider;

/** The short jobs log by slf4j-simple, the streaming job by Spark's Log4j; here, where all of them meet, one is left. */
class LoggingTest {

    @Test
    void oneProviderOfLogsIsOnTheClassPath() {
        assertThat(ServiceLoader.load(SLF4JServiceProvider.class))
                .singleElement()
                .satisfies(provider -> assertThat(provider.getClass().getName()).contains("org.apache.logging.slf4j"));
    }
}
