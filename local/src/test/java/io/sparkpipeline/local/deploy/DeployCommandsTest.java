package io.sparkpipeline.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.backup.BackupCommand;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.schedule.CronSchedule;
import io.sparkpipeline.restore.RestoreCommand;
import io.sparkpipeline.snapshot.SnapshotCommand;
import io.sparkpipeline.streaming.StreamCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each container starts a command that is there, with options, variables and values that it takes. */
class DeployCommandsTest {

    private static final Map<String, Supplier<Object>> IMAGES = Map.of(
            "streaming-job", StreamCommand::new,
            "checkpoint-backup-job", BackupCommand::new,
            "snapshot-job", SnapshotCommand::new,
            "restore-job", RestoreCommand::new);

    /** Variables that are not ours: of the JVM, and of the AWS SDK by the Secret. */
    private static final Set<String> FOREIGN = Set.of("JAVA_TOOL_OPTIONS");

    /** Named alike by several commands in words of their own, and meaning the same. */
    private static final Set<String> SAME_BY_OTHER_WORDS =
            Set.of("APP", "CHECKPOINT_PATH", "KAFKA_BOOTSTRAP", "KAFKA_PROPERTIES");

    /** One container and the command line that it starts. */
    private record Start(
            Pod pod, JsonNode container, Map<String, String> variables, CommandLine root, List<String> args) {

        /** The subcommand that runs. */
        CommandLine command() {
            CommandLine.ParseResult parsed = root.parseArgs(args.toArray(String[]::new));
            return parsed.hasSubcommand() ? parsed.subcommand().commandSpec().commandLine() : root;
        }

        Set<String> taken() {
            return command().getCommandSpec().options().stream()
                    .map(DeployCommandsTest::variable)
                    .collect(Collectors.toSet());
        }

        @Override
        public String toString() {
            return pod + " " + container.path("name").asText();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyContainersCommandTakesItsOptionsAndVariables() {
        return starts().stream()
                .map(start -> DynamicTest.dynamicTest(start.toString(), () -> {
                    // Parsing converts every value, those of variables too.
                    Set<String> taken = start.taken();
                    assertThat(Manifests.each(start.container().path("env"))
                                    .map(one -> one.path("name").asText())
                                    .filter(name -> !FOREIGN.contains(name)))
                            .allMatch(
                                    taken::contains,
                                    "is an option of " + start.command().getCommandName());
                }));
    }

    @Test
    void everySettingIsTakenBySomeCommandAndMeansOneThing() {
        Map<String, Set<String>> meanings = new TreeMap<>();
        for (Start start : starts()) {
            for (OptionSpec option : start.command().getCommandSpec().options()) {
                meanings.computeIfAbsent(variable(option), name -> new TreeSet<>())
                        .add(String.join(" ", option.description()));
            }
        }
        settings().keySet().forEach(name -> {
            Set<String> meant = meanings.getOrDefault(name, Set.of());
            assertThat(meant).as(name).isNotEmpty();
            assertThat(SAME_BY_OTHER_WORDS.contains(name) || meant.size() == 1)
                    .as("%s means different things, so it can't be shared: %s", name, meant)
                    .isTrue();
        });
    }

    @Test
    void tokensAreMountedWhereTheApiIsAskedAndNowhereElse() {
        for (Pod pod : Pod.all()) {
            boolean asks = pod.isDriver()
                    || starts().stream()
                            .filter(start -> start.pod().equals(pod))
                            .anyMatch(start -> start.taken().contains("KUBE_API"));
            assertThat(pod.spec().path("automountServiceAccountToken").asBoolean(true))
                    .as("%s", pod)
                    .isEqualTo(asks);
        }
    }

    @Test
    void theSnapshotJobAsksWhereTheStreamLooks() {
        assertThat(settings())
                .containsEntry("CHECKPOINT_TRIGGER_FILE", settings().get("TRIGGER_FILE"));
        assertThat(settings().get("TRIGGER_FILE")).startsWith("/mnt/checkpoints/");
    }

    @Test
    void schedulesAreSchedulesAndRunsEndBeforeTheNext() {
        for (Manifest job : Manifests.ofKind("CronJob")) {
            String schedule = job.spec().path("schedule").asText();
            assertThat(CronSchedule.problemOf(schedule)).as("%s", job).isEmpty();
            assertThat(job.spec().path("timeZone").asText()).isEqualTo("Etc/UTC");
            assertThat(job.spec().path("concurrencyPolicy").asText()).isEqualTo("Forbid");
            CronSchedule cron = new CronSchedule(schedule);
            Instant first = cron.next(Instant.EPOCH).orElseThrow();
            Duration between = Duration.between(first, cron.next(first).orElseThrow());
            JsonNode spec = job.spec().path("jobTemplate").path("spec");
            Duration deadline =
                    Duration.ofSeconds(spec.path("activeDeadlineSeconds").asLong());
            assertThat(deadline).as("%s", job).isPositive().isLessThan(between);
            assertThat(List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"))
                    .allMatch(job.spec()::has);
        }
    }

    @Test
    void theSchedulesAreThePromisedOnes() {
        Map<String, String> schedules = Manifests.ofKind("CronJob").stream()
                .filter(job -> !job.spec().path("suspend").asBoolean())
                .collect(Collectors.toMap(
                        Manifest::name, job -> job.spec().path("schedule").asText()));
        assertThat(schedules)
                .containsOnly(
                        Map.entry("checkpoint-backup", "0 */6 * * *"),
                        Map.entry("volume-snapshot", "0 */12 * * *"),
                        Map.entry("restore-drill", "30 3 1 * *"));
    }

    @Test
    void failuresFollowTheExitCodes() {
        for (Manifest job : Manifests.ofKind("CronJob")) {
            JsonNode rules = job.spec().at("/jobTemplate/spec/podFailurePolicy/rules");
            assertThat(codes(rules, "FailJob"))
                    .containsExactly(ExitCode.FAILED.code(), ExitCode.USAGE.code(), ExitCode.REFUSED.code());
            assertThat(codes(rules, "Count")).containsExactly(ExitCode.TEMPORARY.code(), ExitCode.TERMINATED.code());
            assertThat(job.spec()
                            .at("/jobTemplate/spec/template/spec/restartPolicy")
                            .asText())
                    .as("a pod failure policy needs it")
                    .isEqualTo("Never");
        }
    }

    /** Times that must fit: the stop in the grace period, and a start that waits for Kafka in the readiness window. */
    @Test
    void theDriversTimesFitTogether() {
        Start driver = starts().stream()
                .filter(start -> start.pod().isDriver())
                .findFirst()
                .orElseThrow();
        Duration stop = duration(driver.variables().get("STOP_TIMEOUT"));
        assertThat(driver.pod().spec().path("terminationGracePeriodSeconds").asLong())
                .isGreaterThan(stop.toSeconds() * 3 / 2);
        JsonNode ready = driver.container().path("readinessProbe");
        assertThat(ready.path("periodSeconds").asLong()
                        * ready.path("failureThreshold").asLong())
                .isGreaterThan(duration(driver.variables().get("KAFKA_TIMEOUT")).toSeconds());
        for (String probe : List.of("startupProbe", "livenessProbe")) {
            assertThat(driver.container().at("/" + probe + "/httpGet/path").asText())
                    .isEqualTo("/ops/live");
        }
        assertThat(ready.at("/httpGet/path").asText()).isEqualTo("/ops/ready");
        assertThat(driver.container().findValuesAsText("port"))
                .containsOnly(driver.variables().get("UI_PORT"));
    }

    @Test
    void theApplicationIsRestartedAndItsVolumeIsShared() {
        JsonNode spec = Manifests.one("SparkApplication", "streaming-app").spec();
        assertThat(spec.path("restartPolicy").toString())
                .isEqualTo("{\"type\":\"OnFailure\",\"onFailureRetries\":5,\"onFailureRetryInterval\":30,"
                        + "\"onSubmissionFailureRetries\":3,\"onSubmissionFailureRetryInterval\":60}");
        Manifest claim = Manifests.one("PersistentVolumeClaim", "spark-checkpoint-pvc");
        assertThat(Manifests.texts(claim.spec().path("accessModes"))).containsExactly("ReadWriteMany");
        String expression = Manifests.one("PrometheusRule", "spark-pipeline")
                .spec()
                .at("/groups/0/rules/0/expr")
                .asText();
        assertThat(expression)
                .isEqualTo("vector(" + spec.at("/executor/instances").asInt() + ")");
    }

    private static List<Integer> codes(JsonNode rules, String action) {
        return Manifests.each(rules)
                .filter(rule -> rule.path("action").asText().equals(action))
                .flatMap(rule -> Manifests.each(rule.at("/onExitCodes/values")))
                .map(JsonNode::asInt)
                .toList();
    }

    private static List<Start> starts() {
        return Pod.all().stream()
                .filter(pod -> !"executor".equals(pod.labels().get("component")))
                .flatMap(pod -> pod.containers().map(container -> start(pod, container)))
                .toList();
    }

    private static Start start(Pod pod, JsonNode container) {
        Map<String, String> variables = new HashMap<>(settings());
        Manifests.each(container.path("env"))
                .filter(one -> one.has("value"))
                .forEach(one -> variables.put(
                        one.path("name").asText(), one.path("value").asText()));
        String image =
                container.path("image").asText(pod.owner().spec().path("image").asText());
        String job = image.replaceFirst(".*/", "").replaceFirst(":.*", "");
        Object command = IMAGES.getOrDefault(job, () -> "no job " + job).get();
        List<String> args = Manifests.texts(container.path("args"));
        return new Start(pod, container, variables, CommandLines.create(command, Environment.of(variables)), args);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        Manifests.one("ConfigMap", "pipeline-settings").content().path("data").properties().stream()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return settings;
    }

    private static String variable(OptionSpec option) {
        return Environment.variableFor(option.longestName());
    }

    private static Duration duration(@org.jspecify.annotations.Nullable String text) {
        return new Durations().convert(String.valueOf(text));
    }
}
