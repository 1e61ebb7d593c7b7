package io.narrows.golden;

import java.util.List;

/** Compares answers of one way of asking with the model's own answers to the same samples alone. Used by one thread. */
final class NoiseMeter {
    private final String name;
    private final double ulpFloor;
    private final Power power = new Power();
    private GoldenFigures figures = GoldenFigures.NONE;
    private int answers;
    private int bitEqual;
    private int failed;
    private String worst = "";
    private double farthest;

    NoiseMeter(String name, double ulpFloor) {
        this.name = name;
        this.ulpFloor = ulpFloor;
    }

    /** A sample got no answer, or none to compare it with. */
    void fail(GoldenSample sample) {
        failed++;
        figures = figures.worse(Differences.odd());
        worst = sample.id();
        farthest = Double.POSITIVE_INFINITY;
    }

    void add(GoldenSample sample, List<GoldenTensor> own, List<GoldenTensor> again) {
        if (own.size() != again.size()) {
            fail(sample);
            return;
        }
        boolean same = true;
        for (int i = 0; i < own.size(); i++) {
            if (!comparable(own.get(i), again.get(i))) {
                fail(sample);
                return;
            }
            same &= add(sample, own.get(i), again.get(i));
        }
        answers++;
        bitEqual += same ? 1 : 0;
    }

    private static boolean comparable(GoldenTensor a, GoldenTensor b) {
        return a.name().equals(b.name())
                && Datatypes.of(a).equals(Datatypes.of(b))
                && a.shape().equals(b.shape())
                && Tensors.count(a) == Tensors.count(b);
    }

    private boolean add(GoldenSample sample, GoldenTensor own, GoldenTensor again) {
        if (!Tensors.real(own)) {
            return Tensors.firstOther(own, again) < 0;
        }
        Differences differences = Differences.of(own, again, ulpFloor);
        figures = figures.worse(differences.figures());
        power.add(differences);
        double distance = differences.value(GoldenMetric.MAX_ABS);
        if (differences.otherBits() > 0 && distance >= farthest) {
            farthest = distance;
            worst = sample.id();
        }
        return differences.otherBits() == 0;
    }

    GoldenNoise.Way way() {
        GoldenFigures all = figures.has(GoldenMetric.MAX_ABS) && failed == 0
                ? figures.with(GoldenMetric.SQNR, power.sqnrDb())
                : figures;
        return new GoldenNoise.Way(name, answers, bitEqual, failed, all, worst);
    }
}
