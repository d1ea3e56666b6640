package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.backup.IndexWriter;
import io.sparkpipeline.common.backup.SigningKey;
import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.backup.StoredObject;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups made to do harm: each is refused with 65 and one line that says why, and nothing is touched. */
class HostileBackupTest extends RestoreTestBase {

    private static final byte[] EVIL = "evil".getBytes(StandardCharsets.UTF_8);

    /** Whatever the backup, the target is as it was, and nothing lies outside of the staging folder. */
    @AfterEach
    void nothingWasTouched() throws IOException {
        assertThat(files(target)).containsExactly("old");
        assertThat(volumeNames()).isSubsetOf("app", ".restore-app", "key");
        assertThat(Path.of("/tmp/evil-absolute")).doesNotExist();
    }

    private void refused(String why, String... args) {
        CommandRun run = run(args);
        assertThat(run.exit()).as(run.err()).isEqualTo(65);
        assertThat(run.err().lines().findFirst().orElse(""))
                .startsWith("ERROR: ")
                .contains(why);
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "a/../../evil", "/tmp/evil-absolute", "a//b", "./evil", "a/./b", "", "..", "a\nb"})
    void pathsThatLeaveTheTargetInTheIndex(String path) throws IOException {
        backup(ID).checkpoint(scratch).file(path, EVIL).write();

        refused("the path '");
    }

    @Test
    void pathsThatLeaveTheTargetInTheSegmentOnly() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("harmless", EVIL.length, Sha256.hexOf(EVIL)))
                .entries(tar -> BackupFixture.plain(tar, "../evil", EVIL))
                .write();

        refused("holds '../evil' where the index has 'harmless'");
    }

    @Test
    void aSymbolicLinkThatLaterFilesWouldFollow() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("link", 0, Sha256.hexOf(new byte[0])))
                .entries(tar -> {
                    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
                    link.setLinkName("/tmp");
                    tar.putArchiveEntry(link);
                    tar.closeArchiveEntry();
                })
                .write();

        refused("which is no plain file");
    }

    @Test
    void aHardLinkOutOfTheTarget() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("link", 0, Sha256.hexOf(new byte[0])))
                .entries(tar -> {
                    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_LINK);
                    link.setLinkName("/etc/passwd");
                    tar.putArchiveEntry(link);
                    tar.closeArchiveEntry();
                })
                .write();

        refused("which is no plain file");
    }

    @Test
    void aDeviceOrFolderEntry() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("device", 0, Sha256.hexOf(new byte[0])))
                .entries(tar -> {
                    tar.putArchiveEntry(new TarArchiveEntry("device", TarConstants.LF_CHR));
                    tar.closeArchiveEntry();
                })
                .write();

        refused("which is no plain file");
    }

    @Test
    void aFileTwice() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .file("twice", EVIL)
                .claim(new StoredFile("twice", EVIL.length, Sha256.hexOf(EVIL)))
                .entries(tar -> BackupFixture.plain(tar, "twice", EVIL))
                .write();

        refused("names the path 'twice' twice");
    }

    @Test
    void aFileWhereAFolderIs() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .file("thing", EVIL)
                .file("thing/below", EVIL)
                .write();

        refused("a file where it has a folder");
    }

    @Test
    void aFileThatTheIndexDoesNotName() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .entries(tar -> BackupFixture.plain(tar, "extra", EVIL))
                .write();

        refused("which the index does not name");
    }

    @Test
    void aFileThatTheSegmentLacks() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("missing", 4, Sha256.hexOf(EVIL)))
                .write();

        refused("lacks 'missing'");
    }

    @Test
    void aSizeThatLies() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("liar", 5, Sha256.hexOf(EVIL)))
                .entries(tar -> BackupFixture.plain(tar, "liar", EVIL))
                .write();

        refused("4 bytes in its segment and 5 in the index");
    }

    @Test
    void aHashThatIsWrong() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("altered", 4, Sha256.hexOf("good".getBytes(StandardCharsets.UTF_8))))
                .entries(tar -> BackupFixture.plain(tar, "altered", EVIL))
                .write();

        refused("its SHA-256 is wrong");
    }

    @Test
    void aSizeOfPetabytes() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("huge", 1L << 52, Sha256.hexOf(EVIL)))
                .write();

        CommandRun run = run();
        // The room is looked at before anything is read: no such volume.
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("the restore takes up to 4.0 PiB");
    }

    @Test
    void sizesThatOverflowTheirSum() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .claim(new StoredFile("huge", Long.MAX_VALUE, Sha256.hexOf(EVIL)))
                .write();

        refused("its manifest holds negative totals");
    }

    @Test
    void aSegmentThatInflatesWithoutEnd() throws IOException {
        backup(ID)
                .checkpoint(scratch)
                .compression(Compression.zstd)
                .entries(tar -> BackupFixture.plain(tar, "bomb", new byte[64 << 20]))
                .write();

        refused("which the index does not name");
    }

    @Test
    void aSegmentWhoseEndInflatesWithoutEnd() throws IOException {
        BackupFixture fixture = backup(ID).checkpoint(scratch).compression(Compression.zstd);
        fixture.entries(tar -> {
            // A pax header that is longer than any: read before the entry it belongs to is seen.
            TarArchiveEntry header = new TarArchiveEntry("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
            header.setSize(64 << 20);
            tar.putArchiveEntry(header);
            tar.write(new byte[64 << 20]);
            tar.closeArchiveEntry();
        });
        fixture.write();

        CommandRun run = run();
        assertThat(run.exit()).as(run.err()).isEqualTo(65);
    }

    @Test
    void aSegmentThatWantsAHundredMegabytesToBeUnpacked() throws IOException {
        byte[] content = new byte[1 << 20];
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new ZstdOutputStream(segment, 1).setLong(27), "UTF-8")) {
            BackupFixture.plain(tar, "checkpoint-1000", content);
        }
        BackupFixture fixture = backup(ID);
        String name = fixture.layout().segment(1, Compression.zstd);
        store.put(fixture.layout().object(fixture.id(), name), Chunk.of(segment.toByteArray()));
        fixture.commit(List.of(new StoredObject(
                name,
                segment.size(),
                Sha256.hexOf(segment.toByteArray()),
                List.of(new StoredFile("checkpoint-1000", content.length, Sha256.hexOf(content))))));

        refused("requires too much memory");
    }

    @Test
    void anIndexThatInflatesWithoutEnd() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            for (int megabyte = 0; megabyte < 64; megabyte++) {
                gzip.write(spaces);
            }
        }
        backup(ID).commit(bomb.toByteArray(), List.of());

        refused("its index inflates");
    }

    @Test
    void anIndexOfSomethingElse() throws IOException {
        backup(ID).commit("no gzip".getBytes(StandardCharsets.UTF_8), List.of());

        refused("its index is no gzip file");
    }

    @Test
    void anIndexThatNamesObjectsOfOthers() throws IOException {
        StoredObject object = new StoredObject(
                "../../other/x", 4, Sha256.hexOf(EVIL), List.of(new StoredFile("x", 4, Sha256.hexOf(EVIL))));
        backup(ID).commit(List.of(object));

        refused("names an object outside of it");
    }

    @Test
    void aTruncatedSegment() throws IOException {
        BackupFixture fixture = backup(ID).checkpoint(scratch);
        fixture.write();
        String key = fixture.layout().object(fixture.id(), "segments/000001.tar");
        byte[] whole = store.read(key, 1 << 20).orElseThrow();
        store.put(key, Chunk.of(Arrays.copyOf(whole, whole.length / 2)));

        refused("bytes and should have");
    }

    @Test
    void aTruncatedSegmentThatItsIndexKnows() throws IOException {
        byte[] half = new byte[700];
        BackupFixture fixture = backup(ID);
        store.put(fixture.layout().object(fixture.id(), "segments/000001.tar"), Chunk.of(half));
        fixture.commit(List.of(new StoredObject(
                "segments/000001.tar",
                half.length,
                Sha256.hexOf(half),
                List.of(new StoredFile("x", 4, Sha256.hexOf(EVIL))))));

        refused("lacks 'x'");
    }

    @Test
    void anIndexThatIsNotTheManifests() throws IOException {
        BackupFixture fixture = backup(ID).checkpoint(scratch);
        BackupManifest manifest = fixture.write();
        byte[] index = store.read(fixture.layout().index(fixture.id()), 1 << 20).orElseThrow();
        index[index.length / 2] ^= 1;
        store.put(fixture.layout().index(fixture.id()), Chunk.of(index));

        assertThat(manifest.indexBytes()).isEqualTo(index.length);
        refused("its index");
    }

    @Test
    void anEditedManifest() throws IOException {
        SigningKey key = SigningKey.of("a secret of the operators".getBytes(StandardCharsets.UTF_8));
        Path keyFile = Files.writeString(volume.resolve("key"), "a secret of the operators\n");
        BackupFixture fixture = backup(ID).checkpoint(scratch).signedWith(key);
        fixture.write();
        String manifest = fixture.layout().manifest(fixture.id());
        String text = new String(store.read(manifest, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
        store.put(manifest, Chunk.of(text.replace("1234", "1").getBytes(StandardCharsets.UTF_8)));

        refused("the manifest was altered", "--backup-signing-key-file", keyFile.toString());
    }

    @Test
    void anUnsignedManifestWhereAKeyIsSet() throws IOException {
        Path keyFile = Files.writeString(volume.resolve("key"), "a secret of the operators\n");
        backup(ID).checkpoint(scratch).write();

        refused("is not signed", "--backup-signing-key-file", keyFile.toString());
    }

    /** Found after the swap, they would end a restore that is done with a stack trace. */
    @ParameterizedTest
    @ValueSource(
            strings = {"+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z", "1969-12-31T23:59:59Z"})
    void aTimeThatNoClockShows(String time) throws IOException {
        replaceInManifest(backup(ID).checkpoint(scratch), "1970-01-01T00:00:20Z", time);

        refused("which no clock shows");
    }

    @Test
    void aRootThatNoVolumeHas() throws IOException {
        replaceInManifest(backup(ID).checkpoint(scratch), "\"checkpointRoot\" : \"", "\"checkpointRoot\" : \"\\u0000");

        refused("names a folder that no volume has");
    }

    private static void replaceInManifest(BackupFixture fixture, String what, String by) throws IOException {
        fixture.write();
        String manifest = fixture.layout().manifest(fixture.id());
        String text = new String(store.read(manifest, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        store.put(manifest, Chunk.of(text.replace(what, by).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aManifestOfAnotherApplication() throws IOException {
        backup(ID).checkpoint(scratch).manifestApp("another").write();

        refused("is that of application 'another'");
    }

    @Test
    void aManifestOfAnotherBackup() throws IOException {
        BackupFixture older = backup("20261119T100000Z-0001").checkpoint(scratch);
        older.write();
        byte[] manifest =
                store.read(older.layout().manifest(older.id()), 1 << 20).orElseThrow();
        store.put(backup(ID).layout().manifest(backup(ID).id()), Chunk.of(manifest));

        refused("is that of backup 20261119T100000Z-0001");
    }

    @Test
    void aFutureFormat() throws IOException {
        backup(ID).checkpoint(scratch).formatVersion(2).write();

        refused("format version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{\"formatVersion\":1}", "{\"formatVersion\":1,\"formatVersion\":1}", "\0\0"})
    void aManifestThatIsNone(String text) {
        store.put(backup(ID).layout().manifest(backup(ID).id()), Chunk.of(text.getBytes(StandardCharsets.UTF_8)));

        refused("its manifest");
    }

    @Test
    void aCheckpointThatLacksAPart() throws IOException {
        BackupFixture whole = backup(ID).checkpoint(scratch);
        String part = files(scratch.resolve("cut")).stream()
                .filter(file -> file.endsWith("part-00003"))
                .findFirst()
                .orElseThrow();
        BackupFixture torn = backup("20261120T110000Z-0001");
        for (String file : files(scratch.resolve("cut"))) {
            if (!file.equals(part)) {
                torn.file(file, Files.readAllBytes(scratch.resolve("cut").resolve(file)));
            }
        }
        whole.write();
        torn.write();

        refused("its checkpoint is not complete");
    }

    @Test
    void twoCheckpointsAtOnce() throws IOException {
        backup(ID).checkpoint(scratch).file("checkpoint-99000", EVIL).write();

        refused("2 checkpoint metadata files");
    }

    @Test
    void anIndexLineOfEndlessLength() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (IndexWriter writer = new IndexWriter(new GZIPOutputStream(bytes))) {
            writer.write(new StoredObject(
                    "segments/000001.tar",
                    1,
                    Sha256.hexOf(EVIL),
                    List.of(new StoredFile("a".repeat(9_000), 1, Sha256.hexOf(EVIL)))));
        }
        backup(ID)
                .commit(
                        bytes.toByteArray(),
                        List.of(new StoredObject(
                                "segments/000001.tar", 1, Sha256.hexOf(EVIL), List.of(new StoredFile("a", 1, "")))));

        refused("its index is damaged");
    }

    /** Chance finds what nobody thinks of: whatever bit flips wherever, it is a refusal and no fault of the program. */
    @Test
    void anyFlippedBitAnywhereIsRefused() throws IOException {
        SigningKey key = SigningKey.of("a secret of the operators".getBytes(StandardCharsets.UTF_8));
        Path keyFile = Files.writeString(volume.resolve("key"), "a secret of the operators\n");
        BackupFixture fixture = backup(ID).checkpoint(scratch).signedWith(key);
        fixture.write();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (String name : List.of("manifest.json", "index.jsonl.gz", "segments/000001.tar")) {
            String object = fixture.layout().folder(fixture.id()) + name;
            byte[] good = store.read(object, 1 << 20).orElseThrow();
            for (int round = 0; round < 25; round++) {
                byte[] bad = good.clone();
                int at = random.nextInt(bad.length);
                bad[at] ^= (byte) (1 << random.nextInt(8));
                store.put(object, Chunk.of(bad));

                CommandRun run = run("verify", "--backup-signing-key-file", keyFile.toString());

                // Spaces of the manifest are not signed: a tab for a space changes nothing.
                boolean harmless = run.exit() == 0 && name.equals("manifest.json");
                assertThat(harmless ? 65 : run.exit())
                        .as("seed %d, %s, byte %d: %s", seed, name, at, run.err())
                        .isEqualTo(65);
            }
            store.put(object, Chunk.of(good));
        }
    }
}
