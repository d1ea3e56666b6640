package io.sparkpipeline.common.kube;

import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A request as RBAC sees it.
 *
 * @param name of the object; empty for a collection
 */
public record ApiRequest(KubeAction action, String namespace, String name) {

    static ApiRequest of(RecordedRequest request) {
        URI uri = URI.create(Objects.requireNonNull(request.getPath()));
        List<String> parts = Arrays.stream(uri.getPath().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean core = parts.get(0).equals("api");
        String group = core ? "" : part(parts, 1);
        int at = core ? 2 : 3;
        boolean namespaced = part(parts, at).equals("namespaces") && parts.size() > at + 2;
        String namespace = namespaced ? part(parts, at + 1) : "";
        at += namespaced ? 2 : 0;
        String name = part(parts, at + 1);
        boolean watch = Optional.ofNullable(uri.getQuery()).orElse("").contains("watch=true");
        String verb = verb(Objects.requireNonNull(request.getMethod()), watch, !name.isEmpty());
        return new ApiRequest(new KubeAction(verb, group, part(parts, at), !namespaced), namespace, name);
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static String verb(String method, boolean watch, boolean named) {
        return switch (method.toUpperCase(Locale.ROOT)) {
            case "GET" -> watch ? "watch" : named ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> method;
        };
    }
}
