package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.demo.Timeline.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The driver dies again and again, and gets itself up. */
record KillAct(Scene scene) {

    /** Seconds from each SIGKILL to the next completed batch. */
    List<Double> play() {
        int kills = scene.config().kills();
        if (kills == 0) {
            return List.of();
        }
        scene.story().step("The driver is killed with SIGKILL " + kills + " times, each at a random moment.");
        Random random = new Random(scene.config().seed());
        for (int kill = 1; kill <= kills; kill++) {
            scene.await("a running driver", scene.driver()::counts);
            Pauses.pace(Duration.ofMillis(500 + random.nextInt(3_500)));
            killOnce(kill, kills);
        }
        return scene.driver().recoveries().stream().map(Durations::seconds).toList();
    }

    private void killOnce(int kill, int kills) {
        scene.timeline().mark(Kind.KILL, "SIGKILL " + kill + " of " + kills);
        scene.driver().kill();
        scene.await("the recovery", () -> scene.driver().recoveries().size() >= kill);
        scene.story()
                .outcome(
                        "kill %d: counting again after %.1f s",
                        kill, Durations.seconds(scene.driver().recoveries().get(kill - 1)));
    }
}
