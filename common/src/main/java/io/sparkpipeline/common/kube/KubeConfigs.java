package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.Config;
import io.sparkpipeline.common.cli.JobException;
import java.nio.file.Path;

/** Reads where the API is, as the options say. */
final class KubeConfigs {

    private KubeConfigs() {}

    static Config of(KubeOptions options) {
        Config config = options.kubeconfig()
                .map(KubeConfigs::read)
                .orElseGet(() -> options.api().isPresent() ? Config.empty() : Config.autoConfigure(null));
        options.api().ifPresent(url -> config.setMasterUrl(url.toString()));
        options.namespace().ifPresent(config::setNamespace);
        return config;
    }

    private static Config read(Path file) {
        try {
            Config config = Config.fromKubeconfig(file.toFile());
            if (config.getCurrentContext() != null) {
                return config;
            }
        } catch (RuntimeException e) {
            throw unusable(file, "it can't be read as a kubeconfig").causedBy(e);
        }
        throw unusable(file, "it names no current context");
    }

    private static JobException unusable(Path file, String why) {
        return JobException.usage(
                "the kubeconfig " + file + " can't be used: " + why,
                "correct it (kubectl config view --kubeconfig " + file + "), or name another with --kubeconfig");
    }
}
