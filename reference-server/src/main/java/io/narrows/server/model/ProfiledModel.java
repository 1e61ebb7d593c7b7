package io.narrows.server.model;

/** A model whose engine may be asked what runs inside its forwards. */
public interface ProfiledModel {

    /** What the model is called, takes and returns. */
    ModelInfo info();

    /**
     * Makes ready to profile forwards, which may take as long as opening the model did, and as much memory; without it, a
     * model may run them as others. Does nothing where the engine needs no such thing.
     */
    default void beginProfiles() {}

    /**
     * Lets go of what was made ready, and has every profile told that its engine tells only now. Waits for a forward that is
     * being profiled; later ones run as others do. Calling it again does nothing, and closing the model does it too.
     */
    default void endProfiles() {}
}
