package io.narrows.server.model.search;

import io.narrows.server.model.ModelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts by whose similarities a model is judged, in three parts: one to choose by, one that what is chosen must hold for as
 * well, and one that the choice has not seen.
 *
 * @param chosenBy every second text
 * @param checkedBy every second of the others
 * @param heldOut what is left
 */
public record Texts(List<String> chosenBy, List<String> checkedBy, List<String> heldOut) {
    /** Fewer have too few pairs for a correlation of ranks. */
    private static final int FEWEST = 40;

    private static final String RESOURCE = "precision/sentences.txt";

    public Texts {
        chosenBy = List.copyOf(chosenBy);
        checkedBy = List.copyOf(checkedBy);
        heldOut = List.copyOf(heldOut);
    }

    /** The ones that come with Narrows: 338 of 26 topics, of two to about seventy tokens, many of them alike in meaning. */
    public static Texts builtIn() {
        try (InputStream in = Texts.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new ModelException(RESOURCE + " is missing from the reference server's jar");
            }
            return parts(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new ModelException(RESOURCE + " in the reference server's jar cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Texts of a UTF-8 file, one a line; blank lines are left out.
     *
     * @throws ModelException when it cannot be read or holds fewer than 40 different texts
     */
    public static Texts of(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new ModelException("texts file " + file + " must be a readable UTF-8 file: " + e, e);
        }
        if (lines.size() < FEWEST) {
            throw new ModelException("texts file " + file + " holds " + lines.size() + " different texts, must hold "
                    + FEWEST + " or more");
        }
        return parts(lines);
    }

    private static Texts parts(List<String> all) {
        List<String> chosenBy = new ArrayList<>();
        List<String> checkedBy = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (i % 2 == 0 ? chosenBy : i % 4 == 1 ? checkedBy : heldOut).add(all.get(i));
        }
        return new Texts(chosenBy, checkedBy, heldOut);
    }

    List<String> of(Trials.Part part) {
        return switch (part) {
            case CHOSEN_BY -> chosenBy;
            case CHECKED_BY -> checkedBy;
            case HELD_OUT -> heldOut;
        };
    }
}
