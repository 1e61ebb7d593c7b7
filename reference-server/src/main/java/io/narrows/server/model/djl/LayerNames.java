package io.narrows.server.model.djl;

import java.util.List;

/** Says in which layer of a model each call of an operator was. Stateless. */
@FunctionalInterface
public interface LayerNames {

    /**
     * Names layers.
     *
     * @param calls what one forward called, in order, by the names that the engine gives; what these called in turn is not
     *     among them
     * @return as many names, from the outside with dots in between, empty where not known
     */
    List<String> of(List<String> calls);
}
