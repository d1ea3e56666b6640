import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Kubernetes API that knows the kinds of our prerequisites and holds nothing: as much as {@code kubectl apply
 * --dry-run=client} asks for, which maps each kind by discovery and looks whether the object is there. Prints its port.
 */
public final class EmptyCluster {

    private record Kind(String groupVersion, String name, String plural, boolean namespaced) {

        String group() {
            return groupVersion.contains("/") ? groupVersion.substring(0, groupVersion.indexOf('/')) : "";
        }

        String json() {
            return "{\"name\":\"%s\",\"singularName\":\"\",\"namespaced\":%s,\"kind\":\"%s\",\"verbs\":[\"create\",\"get\",\"patch\"]}"
                    .formatted(plural, namespaced, name);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("v1", "Namespace", "namespaces", false),
            new Kind("v1", "ConfigMap", "configmaps", true),
            new Kind("v1", "LimitRange", "limitranges", true),
            new Kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
            new Kind("v1", "ResourceQuota", "resourcequotas", true),
            new Kind("v1", "Service", "services", true),
            new Kind("v1", "ServiceAccount", "serviceaccounts", true),
            new Kind("apps/v1", "StatefulSet", "statefulsets", true),
            new Kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
            new Kind("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "verticalpodautoscalers", true),
            new Kind("batch/v1", "CronJob", "cronjobs", true),
            new Kind("batch/v1", "Job", "jobs", true),
            new Kind("monitoring.coreos.com/v1", "PodMonitor", "podmonitors", true),
            new Kind("monitoring.coreos.com/v1", "PrometheusRule", "prometheusrules", true),
            new Kind("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "alertmanagerconfigs", true),
            new Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true),
            new Kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", true),
            new Kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false),
            new Kind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", false),
            new Kind("rbac.authorization.k8s.io/v1", "Role", "roles", true),
            new Kind("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", true),
            new Kind("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", "volumesnapshotclasses", false),
            new Kind("sparkoperator.k8s.io/v1beta2", "SparkApplication", "sparkapplications", true),
            new Kind("storage.k8s.io/v1", "StorageClass", "storageclasses", false));

    private EmptyCluster() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", EmptyCluster::answer);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String found = exchange.getRequestMethod().equals("GET") ? discovered(path) : "";
            byte[] body = (found.isEmpty() ? notThere(path) : found).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(found.isEmpty() ? 404 : 200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** Empty for whatever is no page of discovery. */
    private static String discovered(String path) {
        if (path.equals("/api")) {
            return "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}";
        }
        if (path.equals("/apis")) {
            return "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[%s]}"
                    .formatted(KINDS.stream()
                            .map(Kind::group)
                            .filter(group -> !group.isEmpty())
                            .distinct()
                            .map(EmptyCluster::group)
                            .collect(Collectors.joining(",")));
        }
        String groupVersion = path.replaceFirst("^/apis?/", "");
        String kinds = KINDS.stream()
                .filter(kind -> kind.groupVersion().equals(groupVersion))
                .map(Kind::json)
                .collect(Collectors.joining(","));
        return kinds.isEmpty()
                ? ""
                : "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"%s\",\"resources\":[%s]}"
                        .formatted(groupVersion, kinds);
    }

    private static String group(String name) {
        String versions = KINDS.stream()
                .filter(kind -> kind.group().equals(name))
                .map(Kind::groupVersion)
                .distinct()
                .map(one -> "{\"groupVersion\":\"%s\",\"version\":\"%s\"}"
                        .formatted(one, one.substring(one.indexOf('/') + 1)))
                .collect(Collectors.joining(","));
        return "{\"name\":\"%s\",\"versions\":[%s],\"preferredVersion\":%s}"
                .formatted(name, versions, versions.replaceFirst("(?<=}),.*", ""));
    }

    private static String notThere(String path) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404,\"message\":\"%s is not there\"}"
                .formatted(path);
    }
}
