package io.narrows.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of models: {@code NAME/VERSION/model.yaml} with the files of that version beside it. Stateless.
 *
 * <p>Files directly in the directory or in the folder of a name, and whatever begins with a dot, are left alone.
 */
public final class ModelDirectory {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    private ModelDirectory() {}

    /**
     * Reads what the models declare, by name, each with its lowest version first.
     *
     * @throws ConfigException when the directory cannot be read or is not laid out like that, or a {@code model.yaml} breaks a
     *     rule
     */
    public static List<DeclaredModel> read(Path directory) {
        List<DeclaredModel> models = new ArrayList<>();
        for (Path model : folders(directory, "models directory", Comparator.comparing(Path::toString))) {
            String name = model.getFileName().toString();
            if (!NAME.matcher(name).matches()) {
                throw ConfigException.wrong("model folder " + model
                        + " has no name for a model; it must be letters, digits, \".\", \"_\" and \"-\", at most 100");
            }
            for (Path version : folders(model, "model folder", Comparator.comparing(ModelDirectory::number))) {
                Path file = version.resolve("model.yaml");
                if (!Files.exists(file)) {
                    throw ConfigException.unreadable("model version " + version + " has no model.yaml");
                }
                models.add(ModelYaml.read(file, name, version.getFileName().toString()));
            }
        }
        return models;
    }

    private static long number(Path version) {
        String text = version.getFileName().toString();
        if (!VERSION.matcher(text).matches()) {
            throw ConfigException.wrong(
                    "model version " + version + " is no number; it must be a whole number from 1 to 999999999");
        }
        return Long.parseLong(text);
    }

    private static List<Path> folders(Path parent, String what, Comparator<Path> order) {
        try (Stream<Path> children = Files.list(parent)) {
            List<Path> folders = new ArrayList<>(children.filter(Files::isDirectory)
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .toList());
            if (folders.isEmpty()) {
                throw ConfigException.unreadable(
                        what + " " + parent + " holds no models; it must hold NAME/VERSION/model.yaml");
            }
            if (folders.size() == 1) {
                order.compare(folders.get(0), folders.get(0)); // a single name is checked too
            }
            folders.sort(order);
            return folders;
        } catch (IOException e) {
            throw ConfigException.unreadable(what + " " + parent + " cannot be read: "
                    + (Files.exists(parent) ? "it is no directory" : "it does not exist"));
        }
    }
}
