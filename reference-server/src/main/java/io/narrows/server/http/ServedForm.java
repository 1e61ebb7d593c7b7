package io.narrows.server.http;

import io.narrows.server.model.ModelInfo;

/**
 * One form of a model that is served: a variant, or all there is of a model without variants.
 *
 * @param variant its name
 * @param number its place among the forms of its model, from 0, the default one; {@link #ALONE} when there is no other
 * @param info what it takes and returns
 * @param pipeline the way of its requests
 * @param metrics its meters
 */
record ServedForm(String variant, int number, ModelInfo info, Pipeline pipeline, ModelMetrics metrics) {
    static final int ALONE = -1;

    /** Why it is left out; empty when it is served. */
    String leftOut() {
        return pipeline instanceof LeftOutHandler left ? left.reason() : "";
    }
}
