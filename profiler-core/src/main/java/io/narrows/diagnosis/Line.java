package io.narrows.diagnosis;

/** A straight line through points, by least squares. Not thread-safe. */
final class Line {

    private double n;
    private double meanX;
    private double meanY;
    private double xx;
    private double xy;
    private double yy;

    /** Adds a point; running means, since sums of squares of large numbers lose their digits (Welford). */
    void add(double x, double y) {
        n++;
        double dx = x - meanX;
        double dy = y - meanY;
        meanX += dx / n;
        meanY += dy / n;
        xx += dx * (x - meanX);
        yy += dy * (y - meanY);
        xy += dx * (y - meanY);
    }

    double count() {
        return n;
    }

    double meanY() {
        return meanY;
    }

    /** Whether there are points with different x. */
    boolean varied() {
        return xx > 0;
    }

    /** 0 where all points have the same x. */
    double slope() {
        return xx <= 0 ? 0 : xy / xx;
    }

    double intercept() {
        return meanY - slope() * meanX;
    }

    /** Part of the variance of y that the line explains, 0 to 1; 0 where one of the two does not vary. */
    double fit() {
        return xx <= 0 || yy <= 0 ? 0 : Math.min(1, xy * xy / (xx * yy));
    }
}
