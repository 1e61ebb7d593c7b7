package io.narrows.server.model.cache;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder that a recipe fills once.
 *
 * <p>Files are made in a folder beside it, which is renamed when it is complete, so the folder is whole or not there. Every
 * opening checks sizes and SHA-256. Making is under a lock between processes; checking needs none and writes nothing.
 * Thread-safe.
 */
public final class PreparedFolder {
    private static final String STAGING = ".new";
    private static final String DISCARDED = ".old";

    private final Path parent;
    private final Recipe recipe;
    private final PrepareListener listener;

    private PreparedFolder(Path parent, Recipe recipe, PrepareListener listener) {
        this.parent = parent;
        this.recipe = recipe;
        this.listener = listener;
    }

    /**
     * Returns the folder with its files checked, making them where they are not there or damaged.
     *
     * @param parent where the folder lies
     * @throws ModelException when the files cannot be made, in one line
     */
    public static Path open(Path parent, Recipe recipe, PrepareListener listener) {
        return new PreparedFolder(parent, recipe, listener).open();
    }

    /**
     * Makes a folder again whose files are as they were made, but of no use.
     *
     * @param parent where the folder lies
     * @param why what is wrong with them, one line
     * @throws ModelException when the files cannot be made, in one line
     */
    public static Path remake(Path parent, Recipe recipe, String why, PrepareListener listener) {
        return new PreparedFolder(parent, recipe, listener).locked(why);
    }

    /** Whether the folder is there; its files are not checked. */
    public static boolean isThere(Path parent, Recipe recipe) {
        return Files.isRegularFile(parent.resolve(recipe.name()).resolve(Manifest.FILE_NAME));
    }

    private Path open() {
        Path folder = parent.resolve(recipe.name());
        if (Files.isDirectory(folder) && damage(folder) == null) {
            return folder;
        }
        return locked(null);
    }

    private Path locked(@Nullable String refused) {
        Path folder = parent.resolve(recipe.name());
        try {
            return FolderLock.holding(parent, recipe.name() + ".lock", this::waiting, () -> make(folder, refused));
        } catch (IOException e) {
            throw new ModelException(
                    "cache folder " + parent + " cannot be used: " + Failures.reason(e)
                            + " (set NARROWS_HOME to a folder that can be written)",
                    e);
        }
    }

    private void waiting() {
        listener.notice("waiting for another process that is preparing " + recipe.name());
    }

    private Path make(Path folder, @Nullable String refused) throws IOException {
        sweep();
        if (Files.isDirectory(folder)) {
            String damage = refused != null ? refused : damage(folder);
            if (damage == null) {
                return folder; // another process made it while this one waited
            }
            String state = refused != null ? " is of no use (" : " is damaged (";
            listener.notice(folder + state + damage + "), preparing it again");
        }
        Path staging = Files.createDirectory(parent.resolve(recipe.name() + STAGING));
        try {
            recipe.make(staging, listener);
            manifest(staging).write(staging);
            if (Files.exists(folder)) {
                // A folder is not renamed over another.
                Path aside = parent.resolve(recipe.name() + DISCARDED);
                Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
                delete(aside);
            }
            Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } finally {
            delete(staging);
        }
    }

    private Manifest manifest(Path staging) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (String name : recipe.files()) {
            Path file = staging.resolve(name);
            entries.add(new Manifest.Entry(name, Files.size(file), hash(file)));
        }
        return new Manifest(Manifest.SCHEMA, recipe.name(), recipe.source(), entries);
    }

    /** What is wrong with the folder, or null. */
    private @Nullable String damage(Path folder) {
        try {
            Manifest manifest = Manifest.read(folder);
            if (!manifest.schema().equals(Manifest.SCHEMA)
                    || !manifest.recipe().equals(recipe.name())
                    || !manifest.source().equals(recipe.source())
                    || !manifest.files().stream()
                            .map(Manifest.Entry::name)
                            .toList()
                            .equals(recipe.files())) {
                return Manifest.FILE_NAME + " is for other files";
            }
            for (Manifest.Entry entry : manifest.files()) {
                Path file = folder.resolve(entry.name());
                long bytes = Files.size(file);
                if (bytes != entry.bytes()) {
                    return entry.name() + " has " + bytes + " bytes, must have " + entry.bytes();
                }
                if (!hash(file).equals(entry.sha256())) {
                    return "SHA-256 of " + entry.name() + " is not the one it was made with";
                }
            }
            return null;
        } catch (IOException e) {
            return Failures.reason(e);
        }
    }

    private String hash(Path file) throws IOException {
        String step = "checking " + file.getFileName();
        long total = Math.max(1, Files.size(file));
        listener.progress(step, 0, total);
        String hash = Sha256.of(file, read -> listener.progress(step, Math.min(read, total - 1), total));
        listener.progress(step, total, total);
        return hash;
    }

    /** Removes what processes left that ended while preparing; the lock says that none is preparing now. */
    private void sweep() throws IOException {
        delete(parent.resolve(recipe.name() + STAGING));
        delete(parent.resolve(recipe.name() + DISCARDED));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
