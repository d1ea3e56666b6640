package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.restore.snapshot.FromSnapshotPermissions;
import io.sparkpipeline.snapshot.SnapshotPermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Pods are held to Pod Security {@code restricted}, and accounts to the verbs that the code uses. */
class DeploySecurityTest {

    private static final Set<String> VOLUMES = Set.of("persistentVolumeClaim", "secret", "emptyDir", "ephemeral");

    static final List<String> OVERLAYS = RenderedOverlays.NAMES;

    @Test
    void theNamespaceEnforcesRestricted() {
        assertThat(Manifests.one("Namespace", "spark-pipeline")
                        .content()
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
    }

    @Test
    void everyPodIsRestricted() {
        assertThat(Pod.all()).hasSize(7);
        for (Pod pod : Pod.all()) {
            JsonNode context = pod.spec().path("securityContext");
            assertThat(context.path("runAsNonRoot").asBoolean()).as("%s", pod).isTrue();
            assertThat(context.path("runAsUser").asInt())
                    .as("one owner of all files")
                    .isEqualTo(185);
            assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.spec().path("enableServiceLinks").asBoolean(true))
                    .as("%s: a Service's variables must not pass for options", pod)
                    .isFalse();
            Manifests.each(pod.spec().path("volumes"))
                    .forEach(volume -> assertThat(VOLUMES).anyMatch(volume::has));
            pod.containers().forEach(container -> restricted(container, pod));
        }
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void podsThatAnOverlayAddsAreTakenByTheNamespace(String overlay) throws Exception {
        for (Manifest manifest : RenderedOverlays.of(overlay)) {
            JsonNode pod = manifest.kind().equals("CronJob")
                    ? manifest.spec().at("/jobTemplate/spec/template/spec")
                    : manifest.spec().at("/template/spec");
            if (pod.has("containers")) {
                assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                        .as("%s", manifest)
                        .isTrue();
                assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                        .as("%s", manifest)
                        .isEqualTo("RuntimeDefault");
                Manifests.each(pod.path("containers")).forEach(container -> {
                    JsonNode context = container.path("securityContext");
                    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                            .as("%s", manifest)
                            .isFalse();
                    assertThat(Manifests.texts(context.at("/capabilities/drop")))
                            .as("%s", manifest)
                            .containsExactly("ALL");
                });
            }
        }
    }

    private static void restricted(JsonNode container, Pod pod) {
        JsonNode context = container.path("securityContext");
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                .as("%s", pod)
                .isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean())
                .as("%s", pod)
                .isTrue();
        assertThat(Manifests.texts(context.at("/capabilities/drop")))
                .as("%s", pod)
                .containsExactly("ALL");
        assertThat(container.findValuesAsText("mountPath")).as("%s", pod).contains("/tmp");
        if (!pod.isOfSpark()) {
            assertThat(container.at("/resources/requests").size()).as("%s", pod).isEqualTo(2);
            assertThat(container.at("/resources/limits").has("memory"))
                    .as("%s", pod)
                    .isTrue();
        }
    }

    @Test
    void noImageNamesARegistryOrFloats() {
        List<String> images = Manifests.all().stream()
                .flatMap(manifest -> manifest.content().findValuesAsText("image").stream())
                .toList();
        assertThat(images)
                .hasSizeGreaterThan(5)
                .allMatch(image -> image.matches("spark-pipeline/[a-z-]+:\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void theSnapshotJobMayDoWhatItDoes() {
        assertThat(Roles.permitted("volume-snapshot")).isEqualTo(Set.copyOf(SnapshotPermissions.ALL));
    }

    @Test
    void theRestoreJobMayDoWhatItDoes() {
        assertThat(Roles.permitted("checkpoint-restore")).isEqualTo(Set.copyOf(FromSnapshotPermissions.ALL));
    }

    @Test
    void whoAsksTheApiForNothingMayDoNothing() {
        for (String account : List.of("spark-executor", "checkpoint-backup", "restore-drill")) {
            assertThat(Roles.permitted(account)).as(account).isEmpty();
        }
    }

    /** The driver can't touch the claim that all depends on; ExecutorsIT holds the role to what Spark asks for. */
    @Test
    void theDriverMayMakeExecutorsAndTouchNoClaim() {
        assertThat(Roles.permitted("spark-driver"))
                .contains(new KubeAction("create", "", "pods", false), new KubeAction("delete", "", "pods", false))
                .noneMatch(action -> action.clusterWide())
                .extracting(KubeAction::resource)
                .containsOnly("pods", "configmaps");
    }
}
