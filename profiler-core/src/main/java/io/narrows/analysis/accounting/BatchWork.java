package io.narrows.analysis.accounting;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One batch: when it ran, whose it was, and how its time is shared out. Not thread-safe. */
final class BatchWork {

    /** Kind of a batch whose members are of several. */
    static final int SEVERAL_KINDS = -2;

    static final int NO_KIND = -1;

    private static final int SEARCHED = 32;

    private final long serial;
    private final Path path;
    private final List<BatchDocument.Member> members;
    private final @Nullable Map<Long, Long> weights;
    private final double weight;
    private final boolean weighted;
    private final double paddingPart;
    private final Map<String, Long> attributes;

    /** When its first and its last member came to wait for it; set while the members are read. */
    private long firstArrivalNs = Long.MAX_VALUE;

    private long lastArrivalNs = Long.MIN_VALUE;
    private int kind = NO_KIND;
    private final List<ColdShapes.First> firsts = new ArrayList<>();

    private BatchWork(
            long serial,
            Path path,
            List<BatchDocument.Member> members,
            double paddingPart,
            Map<String, Long> attributes) {
        this.serial = serial;
        this.path = path;
        this.members = members;
        this.attributes = attributes;
        double sum = 0;
        for (BatchDocument.Member member : members) {
            sum += Math.max(0, member.weight());
        }
        this.weighted = sum > 0;
        this.weight = weighted ? sum : members.size();
        this.paddingPart = paddingPart;
        this.weights = members.size() > SEARCHED ? new HashMap<>() : null;
        if (weights != null) {
            members.forEach(member -> weights.merge(member.traceSerial(), weightOf(member), Long::sum));
        }
    }

    /** A batch of the log. */
    static BatchWork of(BatchDocument batch, StageNames names) {
        Map<String, Long> attributes = new HashMap<>();
        for (AttributeValue value : batch.attributes()) {
            attributes.put(names.attribute(value.attribute()), value.value());
        }
        double tokens = attributes.getOrDefault("batch.tokens", -1L);
        double padded = attributes.getOrDefault("batch.padded_tokens", -1L);
        if (tokens < 0) {
            tokens = 0;
            for (BatchDocument.Member member : batch.members()) {
                tokens += Math.max(0, member.weight());
            }
        }
        double part = tokens > 0 && padded > tokens ? (padded - tokens) / padded : 0;
        return new BatchWork(batch.serial(), path(batch.spans()), batch.members(), part, attributes);
    }

    /** A batch that the log does not hold, as one of its members saw it. */
    static BatchWork unknown(long serial, List<Span> spans) {
        return new BatchWork(serial, path(spans), List.of(), 0, Map.of());
    }

    private static Path path(List<Span> spans) {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Span span : spans) {
            start = Math.min(start, span.startNs());
            end = Math.max(end, span.endNs());
        }
        return start > end || end - start < 0 ? Path.of(0, 0, List.of()) : Path.of(start, end, spans);
    }

    /** A member is in front of the batch from a moment on. */
    void arrived(long ns) {
        firstArrivalNs = Math.min(firstArrivalNs, ns);
        lastArrivalNs = Math.max(lastArrivalNs, ns);
    }

    /** A member is of a kind. */
    void kind(int one) {
        kind = kind == NO_KIND || kind == one ? one : SEVERAL_KINDS;
    }

    int kind() {
        return kind;
    }

    long firstArrivalNs() {
        return firstArrivalNs;
    }

    long lastArrivalNs() {
        return lastArrivalNs;
    }

    long serial() {
        return serial;
    }

    Path path() {
        return path;
    }

    /** Members, 0 where the log does not say. */
    int size() {
        return members.size();
    }

    /** Value of an attribute, or -1. */
    long attribute(String name) {
        return attributes.getOrDefault(name, -1L);
    }

    /** It was the first of a shape. */
    void first(ColdShapes.First one) {
        firsts.add(one);
    }

    /** Of which shapes it was the first. */
    List<ColdShapes.First> firsts() {
        return firsts;
    }

    /** Of a time that the batch spent, what was computed on padding. */
    long paddingNs(long ns) {
        return Math.min(ns, (long) (ns * paddingPart));
    }

    /** Of a time that the batch spent on its members, what it spent on one of them; all of it where nothing is known. */
    long shareNs(long ns, long traceSerial) {
        if (members.isEmpty()) {
            return ns;
        }
        double part = memberWeight(traceSerial) / weight;
        return Math.max(0, Math.min(ns, (long) (ns * part)));
    }

    private double memberWeight(long traceSerial) {
        if (weights != null) {
            return weights.getOrDefault(traceSerial, 0L);
        }
        double sum = 0;
        for (int i = 0; i < members.size(); i++) {
            BatchDocument.Member member = members.get(i);
            sum += member.traceSerial() == traceSerial ? weightOf(member) : 0;
        }
        return sum;
    }

    private long weightOf(BatchDocument.Member member) {
        return weighted ? Math.max(0, member.weight()) : 1;
    }
}
