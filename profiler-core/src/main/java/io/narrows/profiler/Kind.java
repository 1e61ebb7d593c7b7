package io.narrows.profiler;

/** A kind of request that is looked at separately, got from {@link Profiler#kind}. Immutable. */
public final class Kind {
    private final Names owner;
    private final int id;
    private final String name;

    Kind(Names owner, int id, String name) {
        this.owner = owner;
        this.id = id;
        this.name = name;
    }

    /** Name as it was given. */
    public String name() {
        return name;
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
