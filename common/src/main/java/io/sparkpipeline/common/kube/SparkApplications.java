package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The Spark operator's applications, of which fabric8 has no class. */
public final class SparkApplications {

    /** How they are addressed. */
    public static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("sparkoperator.k8s.io")
            .withVersion("v1beta2")
            .withKind("SparkApplication")
            .withPlural("sparkapplications")
            .withNamespaced(true)
            .build();

    private SparkApplications() {}
}
