package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkpipeline.common.cli.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The overlays as {@code kubectl kustomize} renders them: with every patch applied, which alone says nothing. */
final class RenderedOverlays {

    static final List<String> NAMES = List.of("base", "single-node", "aws", "second-region");

    private RenderedOverlays() {}

    /** All objects of an overlay; skips the test where there is no kubectl. */
    static List<Manifest> of(String overlay) throws IOException, InterruptedException {
        assumeThat(hasKubectl()).as("skipped: no kubectl here").isTrue();
        Process kubectl = new ProcessBuilder(
                        "kubectl",
                        "kustomize",
                        "--load-restrictor",
                        "LoadRestrictionsNone",
                        Manifests.FOLDER.resolve("overlays").resolve(overlay).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as("kubectl kustomize %s", overlay).isZero();
        List<Manifest> manifests = Manifests.parse(overlay, rendered);
        assertThat(manifests).hasSizeGreaterThan(40);
        return manifests;
    }

    private static boolean hasKubectl() {
        String path = Environment.system().get("PATH");
        return Arrays.stream((path == null ? "" : path).split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }
}
