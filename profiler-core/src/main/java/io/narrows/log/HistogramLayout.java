package io.narrows.log;

import io.narrows.log.HistogramInterval.Histogram;
import java.util.ArrayList;
import java.util.List;

/** Layout of an interval's histograms: each bucket as the step from the one before. */
final class HistogramLayout {

    private static final List<HistogramInterval.Of> OF = List.of(HistogramInterval.Of.values());

    private HistogramLayout() {}

    static void write(HistogramInterval d, Encoder out) {
        out.i64(d.startNs());
        out.signed(d.endNs() - d.startNs());
        out.unsigned(d.histograms().size());
        for (Histogram histogram : d.histograms()) {
            out.u8(Layout.code(histogram.of(), OF));
            out.unsigned(histogram.id());
            out.unsigned(histogram.count());
            out.unsigned(histogram.sumNs());
            out.unsigned(histogram.maxNs());
            int[] buckets = histogram.buckets();
            long[] counts = histogram.counts();
            out.unsigned(buckets.length);
            int next = 0;
            for (int i = 0; i < buckets.length; i++) {
                out.unsigned(buckets[i] - next);
                out.unsigned(counts[i]);
                next = buckets[i] + 1;
            }
        }
    }

    static HistogramInterval read(Decoder in, int version) {
        long startNs = in.i64();
        long endNs = startNs + in.signed();
        List<Histogram> histograms = new ArrayList<>();
        for (int left = in.count(6); left > 0; left--) {
            histograms.add(histogram(in));
        }
        return new HistogramInterval(startNs, endNs, histograms);
    }

    private static Histogram histogram(Decoder in) {
        HistogramInterval.Of of = Layout.constant(in.u8(), OF);
        int id = in.id();
        long count = in.unsigned();
        long sumNs = in.unsigned();
        long maxNs = in.unsigned();
        int[] buckets = new int[in.count(2)];
        long[] counts = new long[buckets.length];
        long next = 0;
        for (int i = 0; i < buckets.length; i++) {
            long bucket = next + in.id();
            if (bucket > Integer.MAX_VALUE) {
                throw new LogException("damaged document: bucket " + bucket + " is over 2147483647");
            }
            buckets[i] = (int) bucket;
            counts[i] = in.unsigned();
            next = bucket + 1;
        }
        return new Histogram(of, id, count, sumNs, maxNs, buckets, counts);
    }
}
