package io.sparkpipeline.local.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Pods as a kubelet reports them. */
final class PodStates {

    private PodStates() {}

    static Pod running(Pod pod, String container, String address) {
        ContainerState state =
                new ContainerStateBuilder().withNewRunning().endRunning().build();
        return inPhase(pod, "Running", container, address, state, true);
    }

    static Pod ended(Pod pod, String container, String address, int exitCode) {
        ContainerState state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .endTerminated()
                .build();
        return inPhase(pod, exitCode == 0 ? "Succeeded" : "Failed", container, address, state, false);
    }

    private static Pod inPhase(
            Pod pod, String phase, String container, String address, ContainerState state, boolean ready) {
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .addNewContainerStatus()
                .withName(container)
                .withReady(ready)
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
