package io.narrows.golden;

import java.util.List;

/** A model as a function: texts to vectors. */
@FunctionalInterface
public interface TextFunction {

    /**
     * Answers some texts at once.
     *
     * @param texts at least one
     * @return one vector a text, in the order of the texts, all of one length
     * @throws Exception when the model refuses or fails; the sample that was asked fails with its message
     */
    List<float[]> vectors(List<String> texts) throws Exception;
}
