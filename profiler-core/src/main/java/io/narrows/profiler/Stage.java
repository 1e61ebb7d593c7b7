package io.narrows.profiler;

/** A named, timed part of a request's way, got from {@link Profiler#stage}. Immutable. */
public final class Stage {
    private final Names owner;
    private final int id;
    private final String name;
    private final Segment segment;

    Stage(Names owner, int id, String name, Segment segment) {
        this.owner = owner;
        this.id = id;
        this.name = name;
        this.segment = segment;
    }

    /** Name as it was given. */
    public String name() {
        return name;
    }

    /** The third of the way that it belongs to. */
    public Segment segment() {
        return segment;
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
