package io.narrows.profiler;

/** A named number that traces and batches carry, got from {@link Profiler#attribute}. Immutable. */
public final class Attribute {
    private final Names owner;
    private final int id;
    private final String name;
    private final String unit;

    Attribute(Names owner, int id, String name, String unit) {
        this.owner = owner;
        this.id = id;
        this.name = name;
        this.unit = unit;
    }

    /** Name as it was given. */
    public String name() {
        return name;
    }

    /** Unit of its values, empty for a plain count. */
    public String unit() {
        return unit;
    }

    int id() {
        return id;
    }

    boolean belongsTo(Names names) {
        return owner == names;
    }

    @Override
    public String toString() {
        return name;
    }
}
