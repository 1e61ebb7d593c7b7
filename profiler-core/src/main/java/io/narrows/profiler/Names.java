package io.narrows.profiler;

import io.narrows.log.StageTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interned stages, attributes and kinds of one profiler. Thread-safe; asked when names are made, not per event. */
final class Names {
    /** Ids are 16 bits in a record; far fewer names than that are of use to anyone. */
    static final int MAX_NAMES = 4096;

    /** All names and units together, in UTF-8: the table of them has to fit one document of the log. */
    static final int MAX_TABLE_BYTES = 1 << 19;

    private static final int MAX_LENGTH = 200;

    private final Map<String, Stage> stages = new HashMap<>();
    private final Map<String, Attribute> attributes = new HashMap<>();
    private final Map<String, Kind> kinds = new HashMap<>();
    private final List<Stage> stagesById = new ArrayList<>();
    private final List<Attribute> attributesById = new ArrayList<>();
    private final List<Kind> kindsById = new ArrayList<>();

    private int tableBytes;
    private volatile int version;
    private volatile int stageCount;
    private volatile @Nullable Padding padding;

    /** What tells how much of a batch's work was padding. */
    record Padding(Attribute useful, Attribute computed) {}

    synchronized Stage stage(String name, Segment segment) {
        Stage known = stages.get(name);
        if (known == null) {
            check("stage", name, "", stages.size());
            known = new Stage(this, stagesById.size(), name, segment);
            stages.put(name, known);
            stagesById.add(known);
            stageCount = stagesById.size();
            version = version + 1;
        } else if (known.segment() != segment) {
            throw new ProfilerException("stage '" + name + "' is in segment " + known.segment() + ", not in " + segment
                    + ": a stage has one segment");
        }
        return known;
    }

    synchronized Attribute attribute(String name, String unit) {
        Attribute known = attributes.get(name);
        if (known == null) {
            check("attribute", name, unit, attributes.size());
            known = new Attribute(this, attributesById.size(), name, unit);
            attributes.put(name, known);
            attributesById.add(known);
            version = version + 1;
        } else if (!known.unit().equals(unit)) {
            throw new ProfilerException("attribute '" + name + "' has unit '" + known.unit() + "', not '" + unit
                    + "': an attribute has one unit");
        }
        return known;
    }

    /**
     * The attributes that {@link Batch#padded} sets, made on first use; null when there is no room for them. Takes no lock
     * once they are there.
     */
    @Nullable
    Padding padding() {
        Padding known = padding;
        if (known == null) {
            try {
                known = new Padding(count(Batch.USEFUL), count(Batch.COMPUTED));
            } catch (ProfilerException e) {
                return null; // a batch throws nothing at its user
            }
            padding = known;
        }
        return known;
    }

    /** The attribute of this name, with whichever unit it has; made as a plain count. */
    private synchronized Attribute count(String name) {
        Attribute known = attributes.get(name);
        return known != null ? known : attribute(name, "");
    }

    synchronized Kind kind(String name) {
        Kind known = kinds.get(name);
        if (known == null) {
            check("kind", name, "", kinds.size());
            known = new Kind(this, kindsById.size(), name);
            kinds.put(name, known);
            kindsById.add(known);
            version = version + 1;
        }
        return known;
    }

    /** Grows with every name that is added. */
    int version() {
        return version;
    }

    int stageCount() {
        return stageCount;
    }

    synchronized Stage stageById(int id) {
        return stagesById.get(id);
    }

    synchronized StageTable table() {
        List<StageTable.StageEntry> stageEntries = new ArrayList<>();
        for (Stage s : stagesById) {
            stageEntries.add(new StageTable.StageEntry(s.name(), s.segment().name()));
        }
        List<StageTable.AttributeEntry> attributeEntries = new ArrayList<>();
        for (Attribute a : attributesById) {
            attributeEntries.add(new StageTable.AttributeEntry(a.name(), a.unit()));
        }
        return new StageTable(
                stageEntries,
                attributeEntries,
                kindsById.stream().map(Kind::name).toList());
    }

    /** Refuses a new name that breaks a rule, and counts its bytes otherwise. */
    private void check(String what, String name, String unit, int count) {
        if (name.isBlank() || name.length() > MAX_LENGTH) {
            throw new ProfilerException(
                    what + " name '" + name + "' must have 1 to " + MAX_LENGTH + " characters that are not all blank");
        }
        if (count >= MAX_NAMES) {
            throw new ProfilerException(what + " '" + name + "' would be number " + (count + 1) + "; at most "
                    + MAX_NAMES + " are allowed, so do not build names from requests");
        }
        long bytes = (long) tableBytes + utf8Bytes(name) + utf8Bytes(unit);
        if (bytes > MAX_TABLE_BYTES) {
            throw new ProfilerException(what + " '" + name + "' would bring all names and units to " + bytes
                    + " bytes; at most " + MAX_TABLE_BYTES + " are allowed, so do not build names from requests");
        }
        tableBytes = (int) bytes;
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
