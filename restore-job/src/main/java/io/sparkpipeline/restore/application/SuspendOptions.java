package io.sparkpipeline.restore.application;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.kube.KubeNames;
import io.sparkpipeline.common.kube.KubeOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which application to stop while its directory is replaced; none without the option. */
public final class SuspendOptions {

    @Option(
            names = "--suspend-application",
            paramLabel = "<name>",
            description = "SparkApplication to suspend before the target is replaced, and to resume after, also when "
                    + "the restore fails; one that was suspended already stays so")
    private @Nullable String application;

    @Option(
            names = "--suspend-timeout",
            paramLabel = "<duration>",
            defaultValue = "3m",
            description = "how long to wait until the application's driver is gone")
    private Duration timeout = Duration.ofMinutes(3);

    @Mixin
    private KubeOptions kube = new KubeOptions();

    /** Notes what is wrong with these options. */
    public void check(Problems problems) {
        kube.check(problems);
        problems.require(
                application == null || KubeNames.isSubdomain(application),
                "--suspend-application",
                KubeNames.SUBDOMAIN_RULE);
        problems.require(!timeout.isZero(), "--suspend-timeout", "is over zero");
    }

    /** What is to be suspended; empty for nothing. Nothing is sent yet. */
    public Optional<Suspender> suspender() {
        return Optional.ofNullable(application).map(name -> new Suspender(name, timeout, kube));
    }
}
