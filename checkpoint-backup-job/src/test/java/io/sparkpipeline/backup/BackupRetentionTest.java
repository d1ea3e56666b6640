package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.backup.BackupLayout;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.ManifestCodec;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code backup run} and {@code backup prune} delete, and what they never do. */
class BackupRetentionTest extends BackupTestBase {

    @Test
    void prunesByAgeAfterTheNewOneIsSafeAndNeverBelowTheFloor() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        List<String> ids = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            ids.add(runAt(start.plus(Duration.ofDays(day)), "run", "--retention", "30d")
                    .report()
                    .get("backupId")
                    .asText());
        }

        JsonNode report = runAt(start.plus(Duration.ofDays(20)), "run", "--retention", "2d", "--keep-at-least", "3")
                .report();

        assertThat(report.get("kept").asInt()).isEqualTo(3);
        assertThat(report.get("pruned")).extracting(JsonNode::asText).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(keys()).noneMatch(key -> key.startsWith(ids.get(0)));
        assertThat(keys()).anyMatch(key -> key.startsWith(ids.get(4)));
    }

    @Test
    void pruneAloneDeletesWhatWasAbandonedAndADryRunOnlySaysSo() {
        run();
        store.put(key("20200101T000000Z-0000/segments/000001.tar"), Chunk.of(new byte[10]));

        assertThat(run("prune").report().get("pruned")).as("just written").isEmpty();
        assertThat(pruneTomorrow("--dry-run").report().get("wouldPrune")).hasSize(1);
        assertThat(keys()).anyMatch(key -> key.startsWith("2020"));
        assertThat(pruneTomorrow().report().get("pruned")).hasSize(1);
        assertThat(keys()).noneMatch(key -> key.startsWith("2020")).isNotEmpty();
    }

    private CommandRun pruneTomorrow(String... options) {
        Clock later = Clock.offset(Clocks.system(), Duration.ofHours(25));
        return CommandRun.of(new BackupPruneCommand(later), environment, options);
    }

    /** No restore takes them, so they must not push out the one that it would take. */
    @Test
    void whatNoRestoreTakesCountsForNothingAndStays() throws IOException {
        new BackupFixture(store, app, "20260101T100000Z-0001")
                .checkpoint(volume)
                .write();
        List<String> refused = new ArrayList<>();
        for (int day = 2; day < 8; day++) {
            String id = "2026020" + day + "T100000Z-000" + day;
            store.put("checkpoints/" + app + "/" + id + "/manifest.json", Chunk.of(new byte[] {'{', '}'}));
            refused.add(id);
        }
        byte[] huge = new byte[9 << 20];
        store.put("checkpoints/" + app + "/20260210T100000Z-0009/manifest.json", Chunk.of(huge));

        CommandRun prune = run("prune");

        assertThat(prune.exit()).as(prune.err()).isZero();
        assertThat(prune.report().get("pruned")).isEmpty();
        assertThat(prune.report().get("reasons").toString())
                .contains("keep 20260101T100000Z-0001: newest")
                .contains("refused: its manifest has no format version; it counts for nothing")
                .contains("refused: its manifest is larger than any is");
        JsonNode backups = run("list").report().get("backups");
        assertThat(backups).hasSize(8);
        assertThat(backups)
                .filteredOn(backup -> backup.get("state").asText().equals("refused"))
                .hasSize(refused.size() + 1);
    }

    /** A cut that waited for S3 for days has an old id: it may be on its way, or there, when its deletion is due. */
    @Test
    void aPlanThatIsOldByNowDeletesNothingThatIsWrittenOrComplete() throws IOException {
        try (BackupRepository repository = new BackupRepository(
                server.store(), new BackupLayout("checkpoints", app), new ManifestCodec(null), app)) {
            String completed = "20260101T100000Z-0001";
            String underWay = "20260102T100000Z-0002";
            store.put("checkpoints/" + app + "/" + completed + "/segments/000001.tar", Chunk.of(new byte[1]));
            store.put("checkpoints/" + app + "/" + underWay + "/segments/000001.tar", Chunk.of(new byte[1]));
            Instant[] now = {Clocks.system().instant().plus(Duration.ofHours(25))};
            Pruner pruner = new Pruner(repository, new RetentionOptions().policy(), 2, clock(now));
            RetentionPlan plan = pruner.plan();
            assertThat(plan.expired()).hasSize(2);
            new BackupFixture(store, app, completed).checkpoint(volume).write();
            now[0] = Clocks.system().instant();

            pruner.apply(plan);
        }
        assertThat(keys()).contains("20260101T100000Z-0001/manifest.json", "20260102T100000Z-0002/segments/000001.tar");
    }

    private static Clock clock(Instant[] now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private CommandRun runAt(Instant time, String... args) {
        Clock clock = Clock.fixed(time, ZoneOffset.UTC);
        List<String> options = new ArrayList<>(List.of(args));
        options.remove("run");
        return CommandRun.of(new BackupCommand(clock), environment, options.toArray(String[]::new));
    }
}
