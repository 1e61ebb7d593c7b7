package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
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
    private static final String MDS_INDEX = "index.json";

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
            List<Path> files = new ArrayList<>();
            for (String argument : arguments) {
                add(argument, files);
            }
            Path root = root(files);
            return reading.of(
                    root,
                    files.stream()
                            .map(file -> root.relativize(file).toString().replace('\\', '/'))
                            .toList());
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

    private static void add(String argument, List<Path> files) throws IOException {
        Path path = path(argument).toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            files.add(path);
            return;
        }
        if (Files.exists(path.resolve(MDS_INDEX))) {
            files.add(path.resolve(MDS_INDEX));
            return;
        }
        List<String> shards = shardsIn(path);
        if (shards.isEmpty()) {
            throw CommandException.environment(
                    path + " holds no shards: no file whose name ends as theirs do (.tar, .tar.gz,"
                            + " .tar.zst, .jsonl, .jsonl.gz, .jsonl.zst, .mds), and no " + MDS_INDEX);
        }
        shards.forEach(name -> files.add(path.resolve(name)));
    }

    /** Whether a folder is one of shards. */
    static boolean holdsShards(Path folder) throws IOException {
        return Files.exists(folder.resolve(MDS_INDEX)) || !shardsIn(folder).isEmpty();
    }

    /** The names of the shards right in a folder, sorted. */
    private static List<String> shardsIn(Path folder) throws IOException {
        return new LocalSource(folder)
                .names().stream()
                        .filter(name ->
                                ShardSet.reads(name) && NO_SHARDS.stream().noneMatch(name::endsWith))
                        .toList();
    }

    /** The folder that all of them are in or below. A pattern may stand in a folder's name too. */
    private static Path root(List<Path> files) {
        Path root = null;
        for (Path file : files) {
            Path folder = file.getParent();
            while (folder != null && folder.toString().indexOf('{') >= 0) {
                folder = folder.getParent();
            }
            while (root != null && folder != null && !folder.startsWith(root)) {
                root = root.getParent();
            }
            root = root == null ? folder : root;
        }
        return root == null ? Path.of("").toAbsolutePath() : root;
    }
}
