package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.shard.mds.MdsFormat;
import io.narrows.data.shard.mds.MdsIndex;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a data set of the files, patterns in braces and folders that a user names. */
public final class DataArguments {
    /** What the names end with of files that are being written, or whose writer was killed, and of indexes. */
    private static final List<String> NO_SHARDS = List.of(".part", ".tmp", ".index");

    private DataArguments() {}

    /**
     * Opens the shards.
     *
     * @param arguments each a file, a pattern such as {@code part-{000..127}.tar}, or a folder, which stands for the shards
     *     right in it, in the order of their names
     * @throws CommandException in the words of a command line, when something is not there or is no shard
     * @throws UncheckedIOException when something cannot be read
     */
    public static ShardSet open(List<String> arguments) throws InterruptedException {
        return open(arguments, null);
    }

    /**
     * The same.
     *
     * @param unreadable hears of shards that are left out because they cannot be opened; null: they are an error
     */
    static ShardSet open(List<String> arguments, @Nullable Consumer<? super IOException> unreadable)
            throws InterruptedException {
        return read(arguments, (root, names) -> {
            try (OpeningProgress progress = new OpeningProgress()) {
                LocalSource source = new LocalSource(root);
                ShardSet set = unreadable == null
                        ? ShardSet.open(source, names, progress)
                        : ShardSet.open(source, names, unreadable, progress);
                progress.done();
                return set;
            }
        });
    }

    /**
     * The files of the shards.
     *
     * @param folder the folder that all of them are in or below
     * @param names their names in it
     */
    record ShardFiles(Path folder, List<String> names) {}

    /** Like {@link #open(List)}, but opens none of them, and has each once. */
    static ShardFiles files(List<String> arguments) throws InterruptedException {
        return read(arguments, (root, names) -> {
            List<String> shards = ShardSet.names(new LocalSource(root), names);
            return new ShardFiles(root, shards.stream().distinct().toList());
        });
    }

    /** Makes something of what arguments name, relative to the folder that all of it is in or below. */
    private interface Reading<T> {
        T of(Path root, List<String> names) throws IOException, InterruptedException;
    }

    private static <T> T read(List<String> arguments, Reading<T> reading) throws InterruptedException {
        try {
            List<Named> files = new ArrayList<>();
            for (String argument : arguments) {
                add(argument, files);
            }
            Path root = root(files);
            return reading.of(root, files.stream().map(file -> file.below(root)).toList());
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getFile() + " does not exist", e);
        } catch (NotDirectoryException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getFile() + " is no folder that is there", e);
        } catch (ShardException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The path that an argument names.
     *
     * @throws CommandException when it is none
     */
    static Path path(String argument) {
        if (argument.isEmpty()) {
            throw CommandException.usage("\"\" is no path: it is empty");
        }
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw CommandException.usage("\"" + argument + "\" is no path: " + e.getReason());
        }
    }

    /**
     * A file, or a pattern for several.
     *
     * @param folder what it is in or below, which is there, braces in its name or not
     * @param rest its name from there, as {@link ShardSet} takes names
     */
    private record Named(Path folder, String rest) {
        static Named file(Path folder, String name) {
            return new Named(folder, ShardSet.literal(name));
        }

        static Named pattern(Path path) {
            Path folder = path.getParent();
            while (folder != null && folder.getParent() != null && hasBraces(folder) && !Files.isDirectory(folder)) {
                folder = folder.getParent();
            }
            Path above = folder == null ? path : folder;
            return new Named(above, slashed(above.relativize(path)));
        }

        private static boolean hasBraces(Path path) {
            return path.toString().indexOf('{') >= 0 || path.toString().indexOf('}') >= 0;
        }

        private static String slashed(Path path) {
            return path.toString().replace(path.getFileSystem().getSeparator(), "/");
        }

        String below(Path root) {
            String between = slashed(root.relativize(folder));
            return between.isEmpty() ? rest : ShardSet.literal(between) + "/" + rest;
        }
    }

    private static void add(String argument, List<Named> files) throws IOException, InterruptedException {
        Path path = path(argument).toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            Path parent = path.getParent();
            files.add(
                    parent != null && Files.exists(path)
                            ? Named.file(parent, String.valueOf(path.getFileName()))
                            : Named.pattern(path));
            return;
        }
        List<String> shards = shardsIn(path);
        if (isMds(path, shards)) {
            files.add(Named.file(path, MdsIndex.FILE));
            return;
        }
        if (shards.isEmpty()) {
            throw CommandException.environment(
                    path + " holds no shards: no file whose name ends as theirs do (.tar, .tar.gz,"
                            + " .tar.zst, .jsonl, .jsonl.gz, .jsonl.zst, .mds), and no " + MdsIndex.FILE);
        }
        shards.forEach(name -> files.add(Named.file(path, name)));
    }

    /** Whether a folder is one of shards. */
    static boolean holdsShards(Path folder) throws IOException, InterruptedException {
        List<String> shards = shardsIn(folder);
        return isMds(folder, shards) || !shards.isEmpty();
    }

    /**
     * Whether a folder's {@code index.json} stands for it: not where all shards beside it are of other formats and it is none of
     * MDS shards, for other programs write one of that name too (WebDataset's wids).
     */
    private static boolean isMds(Path folder, List<String> shards) throws IOException, InterruptedException {
        if (!Files.exists(folder.resolve(MdsIndex.FILE))) {
            return false;
        }
        if (shards.isEmpty() || shards.stream().anyMatch(name -> ShardSet.format(name) instanceof MdsFormat)) {
            return true;
        }
        try {
            MdsIndex.read(new LocalSource(folder), MdsIndex.FILE);
            return true;
        } catch (ShardException e) {
            return false;
        }
    }

    /** The names of the shards right in a folder, sorted; without an index of all. */
    private static List<String> shardsIn(Path folder) throws IOException {
        return new LocalSource(folder)
                .names().stream()
                        .filter(name -> !name.equals(MdsIndex.FILE)
                                && ShardSet.reads(name)
                                && NO_SHARDS.stream().noneMatch(name::endsWith))
                        .toList();
    }

    /** The folder that all of them are in or below. */
    private static Path root(List<Named> files) {
        Path root = null;
        for (Named file : files) {
            while (root != null && !file.folder().startsWith(root)) {
                root = root.getParent();
            }
            root = root == null ? file.folder() : root;
        }
        return root == null ? Path.of("").toAbsolutePath() : root;
    }
}
