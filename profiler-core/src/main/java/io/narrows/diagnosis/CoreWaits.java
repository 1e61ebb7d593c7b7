package io.narrows.diagnosis;

import io.narrows.log.TraceDocument;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * How long requests waited for a core, from the time that threads of the process were ready and had none. Immutable.
 */
final class CoreWaits {

    /*
     * The kernel says of each thread how long it waited for a core between two samples, and not for which request. So the time that
     * the threads of the process waited in a slice is shared out over the requests that executed something in it, by how long
     * they did. The sum is right where only threads with a request waited, and too large otherwise; hence "at most".
     *
     * The kernel books a wait when it ends, and a thread is found up to a second after its start. Where it is known which stage's
     * threads wait, what was waited in a slice beyond all that executed in it was waited before, so it is counted in the slices
     * before. Where it is not known, it may as well be of threads without a request, and is left out.
     */

    /** How much later than it was a wait may be told. */
    private static final long LATE_NS = 1_100_000_000L;

    private final List<Sample> samples;
    private final Requests requests;
    private final long[] endsNs;
    private final double[] part;

    /**
     * Takes samples.
     *
     * @param samples in the order of time, with the time that threads waited
     * @param requests the requests beside them
     * @param waiting stages in which a request needs no core
     */
    CoreWaits(List<Sample> samples, Requests requests, List<String> waiting) {
        this(samples, requests, stage -> !waiting.contains(stage), false);
    }

    private CoreWaits(List<Sample> samples, Requests requests, Predicate<String> needsCore, boolean known) {
        this.samples = samples;
        this.requests = requests;
        endsNs = samples.stream().mapToLong(Sample::atNs).toArray();
        double[] executing = new double[endsNs.length];
        for (int row = 0; row < requests.size(); row++) {
            for (TraceDocument.Span span : requests.trace(row).spans()) {
                if (needsCore.test(requests.stage(span))) {
                    share(samples, span, executing);
                }
            }
        }
        part = new double[endsNs.length];
        double fromLater = 0;
        for (int i = part.length - 1; i >= 0; i--) {
            double waited = samples.get(i).waitedNs() + fromLater;
            part[i] = executing[i] <= 0 ? 0 : Math.min(1, waited / executing[i]);
            boolean follows = known && i > 0 && endsNs[i] - samples.get(i).periodNs() - endsNs[i - 1] <= LATE_NS;
            fromLater = follows ? Math.max(0, waited - executing[i]) : 0;
        }
    }

    /** The same where only one stage needs a core: all that was waited was waited in it. */
    CoreWaits onlyIn(String stage) {
        return new CoreWaits(samples, requests, stage::equals, true);
    }

    /**
     * One sample.
     *
     * @param atNs its end
     * @param periodNs its length
     * @param waitedNs time that threads waited in it, added up
     */
    record Sample(long atNs, long periodNs, double waitedNs) {}

    private void share(List<Sample> samples, TraceDocument.Span span, double[] executing) {
        for (int i = first(span.startNs()); i < endsNs.length; i++) {
            long from = endsNs[i] - samples.get(i).periodNs();
            if (from >= span.endNs()) {
                return;
            }
            executing[i] += Math.max(0, Math.min(span.endNs(), endsNs[i]) - Math.max(span.startNs(), from));
        }
    }

    /** How much of an execution was spent on waiting for a core. */
    double within(long fromNs, long toNs) {
        double sum = 0;
        long at = fromNs;
        for (int i = first(at); i < endsNs.length && at < toNs; i++) {
            long to = Math.min(toNs, endsNs[i]);
            sum += part[i] * Math.max(0, to - at);
            at = Math.max(at, to);
        }
        return sum;
    }

    /** The first sample that ends after a moment. */
    private int first(long ns) {
        int at = Arrays.binarySearch(endsNs, ns + 1);
        return at >= 0 ? at : -at - 1;
    }
}
