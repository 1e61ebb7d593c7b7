package io.narrows.log;

import java.util.List;

/**
 * The names behind the ids of later documents. Written whenever a name was added; a later table replaces an earlier one.
 *
 * @param stages stages by id
 * @param attributes attributes by id
 * @param kinds request kinds by id
 */
public record StageTable(List<StageEntry> stages, List<AttributeEntry> attributes, List<String> kinds)
        implements LogDocument {

    public StageTable {
        stages = List.copyOf(stages);
        attributes = List.copyOf(attributes);
        kinds = List.copyOf(kinds);
    }

    /**
     * One stage; its id is its index in {@link #stages()}.
     *
     * @param name name as the embedder gave it
     * @param segment name of the segment: DATA, COMPUTE or SERVING
     */
    public record StageEntry(String name, String segment) {}

    /**
     * One attribute; its id is its index in {@link #attributes()}.
     *
     * @param name name as the embedder gave it
     * @param unit unit of its values, empty where it is a plain count
     */
    public record AttributeEntry(String name, String unit) {}
}
