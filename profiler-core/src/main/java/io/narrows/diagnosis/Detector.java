package io.narrows.diagnosis;

import java.util.function.Consumer;

/** Looks for one kind of bottleneck; silent where it has nothing to say. Stateless. */
interface Detector {

    /**
     * Looks.
     *
     * @param evidence all that is known about the run
     * @param into takes what it finds
     */
    void look(Evidence evidence, Consumer<Draft> into);
}
