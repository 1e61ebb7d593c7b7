package io.narrows.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The documents of a queue folder, over all its files. Not thread-safe. */
final class DocumentSource implements AutoCloseable {

    private final Path folder;
    private final List<String> finished = new ArrayList<>();
    private @Nullable QueueReader current;
    private long unknownDocuments;
    private long badDocuments;
    private String firstBad = "";

    DocumentSource(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the next document, or null at the end for now.
     *
     * @throws LogException if a file cannot be read
     */
    @Nullable
    LogDocument next() {
        try {
            for (QueueReader reader = advance(); reader != null; reader = advance()) {
                LogDocument document = decode(reader);
                if (document != null) {
                    return document;
                }
            }
            return null;
        } catch (IOException e) {
            throw new LogException("event log " + folder + " cannot be read: " + RunDirectory.reason(e), e);
        }
    }

    /** Where a document lies. */
    record Place(Path file, long position) {}

    /** Returns where the document that was returned last lies. */
    Place lastPlace() {
        if (current == null) {
            throw new IllegalStateException("nothing was read yet");
        }
        return new Place(current.file(), current.lastPosition());
    }

    /** Returns what the document that was returned last takes in its file. */
    int lastBytes() {
        return current == null ? 0 : current.excerptBytes();
    }

    /**
     * Passes on the documents at places that were read before: one for each, null where it is there no more.
     *
     * @throws LogException if a file cannot be read
     */
    static void forEach(List<Place> places, Consumer<@Nullable LogDocument> consumer) {
        QueueReader reader = null;
        Path file = null;
        try {
            for (Place place : places) {
                if (!place.file().equals(file)) {
                    if (reader != null) {
                        reader.close();
                    }
                    file = place.file();
                    reader = enter(file);
                }
                if (reader != null) {
                    reader.seek(place.position());
                }
                consumer.accept(reader != null && reader.next() ? reader.document() : null);
            }
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new LogException("event log cannot be read again: " + RunDirectory.reason(e), e);
        }
    }

    /** Returns the run header that a later file starts with, or null; for a log whose first file lost its own. */
    @Nullable
    RunHeader laterHeader() {
        try {
            for (Path file = following(); file != null; file = following(file)) {
                try (QueueReader reader = new QueueReader(file)) {
                    if (reader.next() && reader.document() instanceof RunHeader header) {
                        return header;
                    }
                }
            }
            return null;
        } catch (IOException | LogException e) {
            return null; // as if there were none: the caller says what that means
        }
    }

    private @Nullable LogDocument decode(QueueReader reader) {
        try {
            LogDocument document = reader.document();
            if (document == null) {
                unknownDocuments++;
            }
            return document;
        } catch (LogException e) {
            if (badDocuments++ == 0) {
                firstBad = e.getMessage();
            }
            return null;
        }
    }

    /** Returns the reader that went to the next document, or null at the end for now. */
    private @Nullable QueueReader advance() throws IOException {
        while (true) {
            if (current != null && current.next()) {
                return current;
            }
            Path following = following();
            if (following == null) {
                return null;
            }
            // The writer starts a file after its last document in the one before: nothing is added there any more.
            if (current != null && current.next()) {
                return current;
            }
            QueueReader entered = enter(following);
            if (entered != null) {
                leave();
                current = entered;
            }
        }
    }

    /** Returns null for a file that was deleted since it was listed. */
    private static @Nullable QueueReader enter(Path file) throws IOException {
        try {
            return new QueueReader(file);
        } catch (FileNotFoundException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return null;
        }
    }

    private @Nullable Path following() throws IOException {
        return following(current == null ? null : current.file());
    }

    private @Nullable Path following(@Nullable Path before) throws IOException {
        for (Path file : QueueFiles.list(folder)) {
            if (before == null || file.compareTo(before) > 0) {
                return file;
            }
        }
        return null;
    }

    private void leave() throws IOException {
        if (current != null) {
            String warning = current.warning();
            if (warning != null) {
                finished.add(warning);
            }
            current.close();
        }
    }

    /** Returns what was damaged or not understood so far, one line each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(finished);
        String warning = current == null ? null : current.warning();
        if (warning != null) {
            warnings.add(warning);
        }
        if (unknownDocuments > 0) {
            warnings.add(unknownDocuments + " documents of a later Narrows were skipped");
        }
        if (badDocuments > 0) {
            warnings.add(badDocuments + " documents could not be understood and were skipped; the first: " + firstBad);
        }
        return warnings;
    }

    @Override
    public void close() {
        try {
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            throw new LogException("event log " + folder + " cannot be closed: " + RunDirectory.reason(e), e);
        }
    }
}
