package io.narrows.golden;

import java.util.List;

/** A function from texts to vectors as golden checks see it. As thread-safe as the function; closing does nothing. */
record FunctionModel(String name, String output, TextFunction function) implements GoldenModel {

    @Override
    public String modelHash() {
        return "";
    }

    @Override
    public String engine() {
        return "";
    }

    @Override
    public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
        if (inputs.size() != 1 || !(inputs.get(0) instanceof GoldenTensor.Texts texts)) {
            throw new GoldenException("model '" + name + "' takes one input of BYTES; the sample has "
                    + inputs.stream().map(Datatypes::of).toList());
        }
        return List.of(joined(ask(texts.values())));
    }

    private List<float[]> ask(List<String> texts) {
        List<float[]> rows;
        try {
            rows = function.vectors(texts);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new GoldenException(Fields.firstLine(e.toString()), e);
        }
        if (rows.size() != texts.size()) {
            throw new GoldenException("model '" + name + "' answers " + texts.size() + " texts with " + rows.size()
                    + " vectors; it must be one a text");
        }
        return rows;
    }

    private GoldenTensor joined(List<float[]> rows) {
        int width = rows.isEmpty() ? 0 : rows.get(0).length;
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).length != width) {
                throw new GoldenException("model '" + name + "' answers with vectors of " + width + " and "
                        + rows.get(i).length + " values; all must have one length");
            }
            System.arraycopy(rows.get(i), 0, values, i * width, width);
        }
        return new GoldenTensor.Floats(output, List.of((long) rows.size(), (long) width), values);
    }

    @Override
    public void close() {
        // The function is its owner's.
    }
}
