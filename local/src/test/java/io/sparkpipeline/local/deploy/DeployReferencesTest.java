package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a manifest names is there: accounts, claims, secrets, config maps, selectors, ports, receivers, patched objects. */
class DeployReferencesTest {

    private final List<Pod> pods = Pod.all();
    private final List<String> missing = new ArrayList<>();

    @Test
    void everyNamespaceIsTheOne() {
        for (Manifest manifest : Manifests.all()) {
            JsonNode namespace = manifest.content().path("metadata").path("namespace");
            assertThat(namespace.asText("spark-pipeline")).as("%s", manifest).isEqualTo("spark-pipeline");
        }
    }

    @Test
    void accountsRolesAndSubjects() {
        for (Pod pod : pods) {
            require("ServiceAccount", pod.account(), pod);
        }
        for (Manifest binding : concat("RoleBinding", "ClusterRoleBinding")) {
            JsonNode role = binding.content().path("roleRef");
            require(role.path("kind").asText(), role.path("name").asText(), binding);
            Manifests.each(binding.content().path("subjects"))
                    .forEach(subject -> require(
                            subject.path("kind").asText(), subject.path("name").asText(), binding));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void volumesMountsAndVariables() {
        for (Pod pod : pods) {
            Set<String> volumes = new HashSet<>();
            Manifests.each(pod.spec().path("volumes")).forEach(volume -> {
                assertThat(volumes.add(volume.path("name").asText()))
                        .as("%s twice in %s", volume.path("name"), pod)
                        .isTrue();
                named("PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"), pod);
                named("ConfigMap", volume.at("/configMap/name"), pod);
                secret(volume.at("/secret/secretName"), null, pod);
            });
            pod.containers().forEach(container -> container(container, volumes, pod));
        }
        assertThat(missing).isEmpty();
    }

    private void container(JsonNode container, Set<String> volumes, Pod pod) {
        Set<String> mounted = new HashSet<>();
        Manifests.each(container.path("volumeMounts")).forEach(mount -> {
            mounted.add(mount.path("name").asText());
            if (!volumes.contains(mount.path("name").asText())) {
                missing.add("volume " + mount.path("name") + " of " + pod);
            }
        });
        assertThat(mounted).as("mounts of %s", pod).isNotEmpty();
        Manifests.each(container.path("envFrom")).forEach(from -> {
            named("ConfigMap", from.at("/configMapRef/name"), pod);
            secret(from.at("/secretRef/name"), null, pod);
        });
        Manifests.each(container.path("env")).forEach(variable -> {
            secret(variable.at("/valueFrom/secretKeyRef/name"), variable.at("/valueFrom/secretKeyRef/key"), pod);
            named("ConfigMap", variable.at("/valueFrom/configMapKeyRef/name"), pod);
        });
    }

    @Test
    void selectorsFindPodsAndPortsAreTheirs() {
        for (Manifest service : Manifests.ofKind("Service")) {
            JsonNode selector = Manifests.JSON
                    .createObjectNode()
                    .set("matchLabels", service.spec().path("selector"));
            List<Pod> found = selected(selector, service);
            Manifests.each(service.spec().path("ports")).forEach(port -> port(found, port.path("targetPort"), service));
        }
        for (Manifest monitor : Manifests.ofKind("PodMonitor")) {
            List<Pod> found = selected(monitor.spec().path("selector"), monitor);
            Manifests.each(monitor.spec().path("podMetricsEndpoints"))
                    .forEach(endpoint -> port(found, endpoint.path("port"), monitor));
        }
        for (Manifest budget : Manifests.ofKind("PodDisruptionBudget")) {
            selected(budget.spec().path("selector"), budget);
            assertThat(budget.spec().path("minAvailable").isIntegralNumber())
                    .as("%s: a percentage can't be worked out", budget)
                    .isTrue();
        }
        for (Manifest policy : Manifests.ofKind("NetworkPolicy")) {
            List<Pod> found = selected(policy.spec().path("podSelector"), policy);
            Manifests.each(policy.spec().path("ingress"))
                    .flatMap(rule -> Manifests.each(rule.path("ports")))
                    .filter(port -> port.path("port").isTextual())
                    .forEach(port -> port(found, port.path("port"), policy));
        }
        assertThat(missing).isEmpty();
    }

    /** Each pod that talks to S3, Kafka or the API has its way out. */
    @Test
    void whoIsDeniedEverythingByDefaultHasWhatItNeeds() {
        assertThat(openingsOf("checkpoint-backup")).contains("to-s3", "to-dns").doesNotContain("to-kafka");
        assertThat(openingsOf("restore-drill")).contains("to-s3", "to-dns");
        assertThat(openingsOf("checkpoint-restore")).contains("to-s3", "to-kubernetes-api", "to-dns");
        assertThat(openingsOf("volume-snapshot")).contains("to-kubernetes-api").doesNotContain("to-s3");
        assertThat(openingsOf("driver")).contains("to-kafka", "to-kubernetes-api", "driver-and-executors");
        assertThat(openingsOf("executor"))
                .contains("to-kafka", "driver-and-executors")
                .doesNotContain("to-kubernetes-api");
    }

    private List<String> openingsOf(String component) {
        Pod pod = pods.stream()
                .filter(one -> component.equals(one.labels().get("component")))
                .findFirst()
                .orElseThrow();
        return Manifests.ofKind("NetworkPolicy").stream()
                .filter(policy -> pod.selectedBy(policy.spec().path("podSelector")))
                .map(Manifest::name)
                .toList();
    }

    @Test
    void alertsGoToReceiversThatAreThere() {
        Manifest config = Manifests.one("AlertmanagerConfig", "spark-pipeline");
        List<String> receivers = Manifests.each(config.spec().path("receivers"))
                .map(one -> one.path("name").asText())
                .toList();
        JsonNode route = config.spec().path("route");
        Stream.concat(Stream.of(route), Manifests.each(route.path("routes")))
                .forEach(one ->
                        assertThat(receivers).contains(one.path("receiver").asText()));
        for (JsonNode reference : config.spec().path("receivers").findParents("key")) {
            if (reference.has("name")) {
                secret(reference.path("name"), reference.path("key"), config);
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The targets of each overlay's patches are in the base, so that none of them does nothing. */
    @Test
    void overlaysPatchWhatIsThere() {
        for (String overlay : List.of("single-node", "aws", "second-region")) {
            Manifest kustomization = Manifests.in(
                            Manifests.FOLDER.resolve("overlays").resolve(overlay))
                    .stream()
                    .filter(one -> one.kind().equals("Kustomization"))
                    .findFirst()
                    .orElseThrow();
            Manifests.each(kustomization.content().path("patches")).forEach(patch -> {
                String kind = patch.at("/target/kind").asText();
                Pattern name = Pattern.compile(patch.at("/target/name").asText());
                List<Manifest> targets = Manifests.ofKind(kind).stream()
                        .filter(one -> name.matcher(one.name()).matches())
                        .toList();
                assertThat(targets).as("%s: %s %s", overlay, kind, name).isNotEmpty();
                for (JsonNode step : Manifests.parse(
                                overlay, patch.path("patch").asText())
                        .get(0)
                        .content()) {
                    replaced(step, targets, overlay);
                }
            });
        }
    }

    private static void replaced(JsonNode step, List<Manifest> targets, String overlay) {
        for (Manifest target : targets) {
            JsonNode there = target.content().at(step.path("path").asText());
            boolean needed = !step.path("op").asText().equals("add");
            assertThat(needed && there.isMissingNode())
                    .as("%s: %s has no %s", overlay, target, step.path("path"))
                    .isFalse();
        }
    }

    private List<Pod> selected(JsonNode selector, Manifest by) {
        List<Pod> found = pods.stream().filter(pod -> pod.selectedBy(selector)).toList();
        if (found.isEmpty()) {
            missing.add("any pod for " + by);
        }
        return found;
    }

    private void port(List<Pod> found, JsonNode port, Manifest by) {
        if (found.stream().noneMatch(pod -> pod.hasPort(port))) {
            missing.add("port " + port + " of " + by);
        }
    }

    private void named(String kind, JsonNode name, Object by) {
        if (!name.isMissingNode()) {
            require(kind, name.asText(), by);
        }
    }

    private void require(String kind, String name, Object by) {
        if (Manifests.ofKind(kind).stream().noneMatch(one -> one.name().equals(name))) {
            missing.add(kind + " " + name + " of " + by);
        }
    }

    private void secret(JsonNode name, @org.jspecify.annotations.Nullable JsonNode key, Object by) {
        boolean there = name.isMissingNode()
                || Manifests.commentedSecrets().stream()
                        .anyMatch(secret -> secret.name().equals(name.asText())
                                && (key == null
                                        || secret.content().path("stringData").has(key.asText())));
        if (!there) {
            missing.add("Secret " + name + " " + key + " of " + by);
        }
    }

    private static List<Manifest> concat(String one, String other) {
        return Stream.concat(Manifests.ofKind(one).stream(), Manifests.ofKind(other).stream())
                .toList();
    }
}
