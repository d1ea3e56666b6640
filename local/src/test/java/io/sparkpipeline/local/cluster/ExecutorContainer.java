package io.sparkpipeline.local.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.sparkpipeline.local.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The process that the streaming image runs for an executor's pod: what Spark's entrypoint.sh makes of the variables in the
 * container. Without mounts of its own, the process is told the folders that stand for them.
 */
final class ExecutorContainer {

    /** As Spark names them (org.apache.spark.deploy.k8s.Constants). */
    static final String NAME = "spark-kubernetes-executor";

    private static final String MAIN = "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend";
    private static final String JAVA_OPTION = "SPARK_JAVA_OPT_";

    private final Pod pod;
    private final Container container;
    private final String address;
    private final Path folder;
    private final Map<String, Path> mounts = new HashMap<>();

    ExecutorContainer(Pod pod, String address, Path folder) {
        this.pod = pod;
        this.container = pod.getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(NAME))
                .findFirst()
                .orElseThrow();
        this.address = address;
        this.folder = folder;
    }

    /**
     * Its JVM.
     *
     * @param configMaps finds one by its name
     */
    ChildJvm jvm(Function<String, ConfigMap> configMaps) throws IOException {
        if (!container.getArgs().equals(List.of("executor"))) {
            throw new IllegalStateException("not an executor's arguments: " + container.getArgs());
        }
        mount(configMaps);
        Map<String, String> variables = new HashMap<>();
        container.getEnv().forEach(each -> variables.put(each.getName(), inMounts(valueOf(each))));
        String name = pod.getMetadata().getName();
        return new ChildJvm(
                name,
                classPath(variables),
                jvmOptions(variables),
                MAIN,
                List.of(
                        "--driver-url", required(variables, "SPARK_DRIVER_URL"),
                        "--executor-id", required(variables, "SPARK_EXECUTOR_ID"),
                        "--cores", required(variables, "SPARK_EXECUTOR_CORES"),
                        "--app-id", required(variables, "SPARK_APPLICATION_ID"),
                        "--hostname", required(variables, "SPARK_EXECUTOR_POD_IP"),
                        "--resourceProfileId", required(variables, "SPARK_RESOURCE_PROFILE_ID"),
                        "--podName", required(variables, "SPARK_EXECUTOR_POD_NAME")),
                variables,
                folder,
                folder.resolveSibling(name + ".log"));
    }

    /** A claim's folder has its own path here, and needs none. */
    private void mount(Function<String, ConfigMap> configMaps) throws IOException {
        for (VolumeMount mount : container.getVolumeMounts()) {
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(each -> each.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            if (volume.getPersistentVolumeClaim() == null) {
                Path target = Files.createDirectories(folder.resolve(mount.getName()));
                mounts.put(mount.getMountPath(), target);
                if (volume.getConfigMap() != null) {
                    ConfigMap map = configMaps.apply(volume.getConfigMap().getName());
                    for (KeyToPath item : volume.getConfigMap().getItems()) {
                        Files.writeString(
                                target.resolve(item.getPath()), map.getData().get(item.getKey()));
                    }
                }
            }
        }
    }

    private String valueOf(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return variable.getValue();
        }
        return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
            case "status.podIP" -> address;
            case "metadata.name" -> pod.getMetadata().getName();
            default -> throw new IllegalStateException("no field of a pod: " + variable);
        };
    }

    private String inMounts(@Nullable String value) {
        String found = value == null ? "" : value;
        for (Map.Entry<String, Path> mount : mounts.entrySet()) {
            if (found.equals(mount.getKey()) || found.startsWith(mount.getKey() + "/")) {
                return mount.getValue() + found.substring(mount.getKey().length());
            }
        }
        return found;
    }

    private static List<String> classPath(Map<String, String> variables) {
        List<String> entries = new ArrayList<>();
        entries.add(required(variables, "SPARK_CONF_DIR"));
        entries.addAll(SparkImage.classPath());
        return entries;
    }

    private List<String> jvmOptions(Map<String, String> variables) {
        List<String> options = new ArrayList<>();
        variables.entrySet().stream()
                .filter(each -> each.getKey().startsWith(JAVA_OPTION))
                .sorted(Comparator.comparingInt(
                        each -> Integer.parseInt(each.getKey().substring(JAVA_OPTION.length()))))
                .forEach(each -> options.add(each.getValue()));
        String memory = required(variables, "SPARK_EXECUTOR_MEMORY");
        options.add("-Xms" + memory);
        options.add("-Xmx" + memory);
        options.add("-Djava.io.tmpdir=" + inMounts("/tmp"));
        return options;
    }

    private static String required(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("the container has no " + name);
        }
        return value;
    }
}
