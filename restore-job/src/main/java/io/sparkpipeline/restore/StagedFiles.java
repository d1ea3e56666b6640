package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.backup.StoredObject;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The files of a restore in its folder. */
final class StagedFiles {

    private final Path folder;
    private final Set<Path> folders = ConcurrentHashMap.newKeySet();

    StagedFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Whether an earlier run left anything. */
    boolean anyThere() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        }
    }

    long bytesThere() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Whether all files of the object are there with the right bytes. */
    boolean allThere(StoredObject object) throws IOException {
        for (StoredFile file : object.files()) {
            if (!isThere(file)) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(StoredFile file) throws IOException {
        Path path = path(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.size()) {
            return false;
        }
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return Sha256.hex(digest.digest()).equals(file.sha256());
    }

    /** Opens the file for writing, in place of what an earlier try left. */
    OutputStream create(StoredFile file) throws IOException {
        Path path = path(file);
        Path parent = path.getParent();
        if (parent != null && !folders.contains(parent)) {
            try {
                Files.createDirectories(parent);
                folders.add(parent);
            } catch (FileAlreadyExistsException e) {
                throw new CorruptBackupException("its index has a file where it has a folder: " + e.getFile(), e);
            }
        }
        try {
            return Files.newOutputStream(path);
        } catch (FileSystemException e) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new CorruptBackupException("its index has a file where it has a folder: " + file.path(), e);
            }
            throw e;
        }
    }

    /** The reader of the index lets safe paths pass only; this is the second lock on that door. */
    private Path path(StoredFile file) {
        Path path = resolved(file);
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw new CorruptBackupException("the path '" + file.path() + "' climbs out of its folder");
        }
        return path;
    }

    private Path resolved(StoredFile file) {
        try {
            return folder.resolve(file.path()).normalize();
        } catch (InvalidPathException e) {
            throw JobException.failed(
                            "the file '" + file.path() + "' can't be written: its name has letters that this process's"
                                    + " encoding has not",
                            "the target is as it was",
                            "set LANG=C.UTF-8 and run it again")
                    .causedBy(e);
        }
    }

    /** How many files the folder holds, of whatever kind. */
    long count() throws IOException {
        try (Stream<Path> files = Files.find(folder, Integer.MAX_VALUE, (file, about) -> !about.isDirectory())) {
            return files.count();
        }
    }
}
