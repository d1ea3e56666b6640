package io.sparkpipeline.common.kube;

import io.sparkpipeline.common.cli.Problems;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the Kubernetes API is; without any of them as kubectl and pods find it. */
public final class KubeOptions {

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    @Option(
            names = "--namespace",
            paramLabel = "<name>",
            description = "namespace of the claim; otherwise the pod's own, or that of the current context")
    private @Nullable String namespace;

    @Option(
            names = "--kube-api",
            paramLabel = "<url>",
            description =
                    "URL of the Kubernetes API server; otherwise the pod's service account or the kubeconfig tells")
    private @Nullable URI api;

    @Option(
            names = "--kubeconfig",
            paramLabel = "<file>",
            description = "kubeconfig file; otherwise the pod's service account, or ~/.kube/config")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--kube-timeout",
            paramLabel = "<duration>",
            defaultValue = "10s",
            description = "the longest one request to the Kubernetes API may take before it is tried again")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--kube-retries",
            paramLabel = "<count>",
            defaultValue = "7",
            description = "how often a request is sent again after 429, 5xx or a broken connection; the pause doubles "
                    + "from 250 ms to 8 s, or is what the server asks for, at most 1 min")
    private int retries = 7;

    /** Notes what is wrong with these options. */
    public void check(Problems problems) {
        problems.require(namespace == null || KubeNames.isLabel(namespace), "--namespace", KubeNames.LABEL_RULE)
                .require(api == null || isHttp(api), "--kube-api", "is no http or https URL: " + api)
                .require(timeout.toMillis() > 0, "--kube-timeout", "must be over 0")
                .require(timeout.compareTo(LONGEST_TIMEOUT) <= 0, "--kube-timeout", "must be at most 1h")
                .require(retries >= 0, "--kube-retries", "must not be negative");
        checkKubeconfig(problems);
    }

    private void checkKubeconfig(Problems problems) {
        if (kubeconfig == null || (Files.isRegularFile(kubeconfig) && Files.isReadable(kubeconfig))) {
            return;
        }
        boolean list = kubeconfig.toString().contains(File.pathSeparator);
        problems.add(
                "--kubeconfig",
                list
                        ? "is a list of files, which only kubectl can merge: name one of " + kubeconfig
                        : "no readable file: " + kubeconfig);
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
    }

    /** The namespace asked for; empty for that of the connection. */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    Optional<URI> api() {
        return Optional.ofNullable(api);
    }

    Optional<Path> kubeconfig() {
        return Optional.ofNullable(kubeconfig);
    }

    int retries() {
        return retries;
    }

    Duration timeout() {
        return timeout;
    }
}
