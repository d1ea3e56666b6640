package io.sparkpipeline.common.kube;

import java.util.regex.Pattern;

/** What Kubernetes takes as names (k8s.io/apimachinery, util/validation). */
public final class KubeNames {

    /** Why a text is no {@linkplain #isLabel label}. */
    public static final String LABEL_RULE = "must be 1 to 63 lower-case letters, digits or '-', not '-' at an end";

    /** Why a text is no {@linkplain #isSubdomain subdomain}. */
    public static final String SUBDOMAIN_RULE =
            "must be 1 to 253 lower-case letters, digits, '-' or '.', beginning and ending with a letter or digit";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private KubeNames() {}

    /** Whether this names a namespace (RFC 1123 label). */
    public static boolean isLabel(String name) {
        return LABEL.matcher(name).matches();
    }

    /** Whether this names a claim, a class or a snapshot (RFC 1123 subdomain). */
    public static boolean isSubdomain(String name) {
        return name.length() <= 253 && SUBDOMAIN.matcher(name).matches();
    }
}
