package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every manifest is what the API server of its kind would take, read as strictly as it can be. */
class DeploySchemasTest {

    private static final Map<String, Class<?>> NATIVE = Map.ofEntries(
            Map.entry("Namespace", Namespace.class),
            Map.entry("ResourceQuota", ResourceQuota.class),
            Map.entry("LimitRange", LimitRange.class),
            Map.entry("ServiceAccount", ServiceAccount.class),
            Map.entry("Role", Role.class),
            Map.entry("RoleBinding", RoleBinding.class),
            Map.entry("ClusterRole", ClusterRole.class),
            Map.entry("ClusterRoleBinding", ClusterRoleBinding.class),
            Map.entry("PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("StorageClass", StorageClass.class),
            Map.entry("ConfigMap", ConfigMap.class),
            Map.entry("Secret", Secret.class),
            Map.entry("Service", Service.class),
            Map.entry("NetworkPolicy", NetworkPolicy.class),
            Map.entry("PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("StatefulSet", StatefulSet.class),
            Map.entry("Job", Job.class),
            Map.entry("CronJob", CronJob.class));

    static final List<String> OVERLAYS = RenderedOverlays.NAMES;

    @TestFactory
    Stream<DynamicTest> nativeKindsAreReadWithoutAnUnknownField() {
        return Stream.of(Manifests.all(), Manifests.commentedSecrets(), ofOverlays())
                .flatMap(List::stream)
                .filter(manifest -> NATIVE.containsKey(manifest.kind()))
                .map(manifest -> DynamicTest.dynamicTest(
                        manifest.toString(),
                        () -> assertThat(StrictTypes.read(
                                        manifest.content(), Objects.requireNonNull(NATIVE.get(manifest.kind()))))
                                .isNotNull()));
    }

    @Test
    void theSchemalessTemplatesOfDriverAndExecutorsArePodTemplates() throws JsonProcessingException {
        JsonNode spec = Manifests.one("SparkApplication", "streaming-app").spec();
        for (String role : List.of("driver", "executor")) {
            PodTemplateSpec template = StrictTypes.read(spec.path(role).path("template"), PodTemplateSpec.class);
            assertThat(template.getSpec().getContainers())
                    .singleElement()
                    .satisfies(container -> assertThat(container.getName()).isEqualTo("spark-kubernetes-" + role));
        }
    }

    @Test
    void aTypoInATemplateIsSeen() {
        JsonNode template = Manifests.one("SparkApplication", "streaming-app")
                .spec()
                .path("driver")
                .path("template")
                .deepCopy();
        ((ObjectNode) template.at("/spec/containers/0")).putObject("livenessprobe");
        assertThatThrownBy(() -> StrictTypes.read(template, PodTemplateSpec.class))
                .hasMessageContaining("livenessprobe");
    }

    @TestFactory
    Stream<DynamicTest> customKindsAreAsTheirDefinitionsSay() {
        return Stream.concat(Manifests.all().stream(), ofOverlays().stream())
                .filter(manifest -> !NATIVE.containsKey(manifest.kind()))
                .map(manifest -> DynamicTest.dynamicTest(manifest.toString(), () -> checkCustom(manifest)));
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void overlaysAreAsStrictWithTheirPatchesApplied(String overlay) throws Exception {
        for (Manifest manifest : RenderedOverlays.of(overlay)) {
            Class<?> type = NATIVE.get(manifest.kind());
            if (type == null) {
                checkCustom(manifest);
            } else {
                assertThat(StrictTypes.read(manifest.content(), type))
                        .as("%s", manifest)
                        .isNotNull();
            }
        }
    }

    private static void checkCustom(Manifest manifest) {
        String group = manifest.apiVersion().replaceFirst("/.*", "");
        String plural = manifest.kind().toLowerCase(Locale.ROOT);
        plural += plural.endsWith("s") ? "es" : "s";
        Path file = schemas().resolve(group + "_" + plural + ".yaml");
        assertThat(file).exists();
        JsonNode definition =
                Manifests.parse(file.toString(), Manifests.read(file)).get(0).content();
        String version = manifest.apiVersion().replaceFirst(".*/", "");
        assertThat(CrdSchema.of(definition, version).problems(manifest.content()))
                .isEmpty();
    }

    /** The CustomResourceDefinitions are their projects' own, not part of this one. */
    private static Path schemas() {
        Path folder = Path.of(System.getProperty(
                "deploy.schemas", Manifests.HOME.resolve("../shared/schemas").toString()));
        assumeThat(Files.isDirectory(folder))
                .as("skipped: no definitions in %s (-Ddeploy.schemas names the folder)", folder.normalize())
                .isTrue();
        return folder;
    }

    private static List<Manifest> ofOverlays() {
        return Stream.of("single-node", "aws", "second-region")
                .flatMap(name ->
                        Manifests.in(Manifests.FOLDER.resolve("overlays").resolve(name)).stream())
                .filter(manifest -> !manifest.kind().equals("Kustomization"))
                .toList();
    }
}
