package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.kube.KubeAction;
import java.util.HashSet;
import java.util.Set;

/** What {@code deploy/02-rbac.yaml} permits. */
public final class Roles {

    private Roles() {}

    /** All that the roles bound to an account allow. */
    public static Set<KubeAction> permitted(String account) {
        Set<KubeAction> actions = new HashSet<>();
        for (boolean clusterWide : new boolean[] {false, true}) {
            String kind = clusterWide ? "ClusterRole" : "Role";
            for (Manifest binding : Manifests.ofKind(kind + "Binding")) {
                if (Manifests.each(binding.content().path("subjects"))
                        .anyMatch(subject -> subject.path("name").asText().equals(account))) {
                    String role = binding.content().at("/roleRef/name").asText();
                    Manifests.each(Manifests.one(kind, role).content().path("rules"))
                            .forEach(rule -> actions(rule, clusterWide, actions));
                }
            }
        }
        return actions;
    }

    private static void actions(JsonNode rule, boolean clusterWide, Set<KubeAction> actions) {
        for (String group : Manifests.texts(rule.path("apiGroups"))) {
            for (String resource : Manifests.texts(rule.path("resources"))) {
                Manifests.texts(rule.path("verbs"))
                        .forEach(verb -> actions.add(new KubeAction(verb, group, resource, clusterWide)));
            }
        }
    }
}
