package io.narrows.data.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a data set holds: all of its shards together, as a table and as JSON. */
final class StatReport {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<ShardScan> shards;
    private final SizeSummary sizes;
    private final FieldSizes fields;

    StatReport(List<ShardScan> shards, SizeTotals totals) {
        this.shards = List.copyOf(shards);
        sizes = SizeSummary.of(totals.samples());
        fields = totals.fields();
    }

    /** Samples, or runs of samples, that could not be read, and shards that could not be opened. */
    long damaged() {
        return sum(ShardScan::damaged);
    }

    /** Whether a shard could not be read for a reason that lies outside it. */
    boolean unread() {
        return shards.stream().anyMatch(ShardScan::unread);
    }

    private long sum(ToLongFunction<ShardScan> of) {
        return shards.stream().mapToLong(of).sum();
    }

    /** The largest shard as a multiple of the median one; 1 where all are alike, 0 where there is nothing. */
    private double skew(ToLongFunction<ShardScan> of) {
        long[] sorted = shards.stream().mapToLong(of).sorted().toArray();
        if (sorted.length == 0 || sorted[sorted.length - 1] == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1
                ? (double) sorted[middle]
                : ((double) sorted[middle - 1] + (double) sorted[middle]) / 2;
        return median == 0 ? Double.POSITIVE_INFINITY : (double) sorted[sorted.length - 1] / median;
    }

    /** For people. */
    List<String> lines(boolean everyShard) {
        List<String> lines = new ArrayList<>();
        lines.add(form(
                "%s, %,d samples, %s in files, %s of samples",
                count(shards.size(), "shard"),
                sizes.count(),
                Bytes.text(sum(ShardScan::fileBytes)),
                Bytes.text(sizes.sum())));
        if (sizes.count() > 0) {
            lines.add("");
            lines.add(form(
                    "  a sample   p50 %s, p99 %s, least %s, largest %s",
                    Bytes.text(sizes.p50()),
                    Bytes.text(sizes.p99()),
                    Bytes.text(sizes.least()),
                    Bytes.text(sizes.largest())));
            lines.add(form(
                    "  skew       the largest shard is %s the median one in samples, %s in bytes",
                    times(skew(ShardScan::samples)),
                    times(skew(shard -> shard.sizes().sum()))));
            addFields(lines);
        }
        if (everyShard) {
            addShards(lines);
        }
        addDamage(lines);
        return lines;
    }

    private void addFields(List<String> lines) {
        int width =
                fields.named().keySet().stream().mapToInt(String::length).max().orElse(0);
        String names = "%-" + Math.max(8, width) + "s";
        lines.add("");
        lines.add(form(
                "  " + names + " %12s %10s %10s %10s %10s", "field", "in samples", "bytes", "p50", "p99", "largest"));
        fields.named()
                .forEach((name, of) -> lines.add(form(
                        "  " + names + " %,12d %10s %10s %10s %10s",
                        name,
                        of.count(),
                        Bytes.text(of.sum()),
                        Bytes.text(of.quantile(0.5)),
                        Bytes.text(of.quantile(0.99)),
                        Bytes.text(of.largest()))));
        if (fields.others() > 0) {
            lines.add(form(
                    "  and %,d values, %s, of fields behind the first %,d: are keys part of the names?",
                    fields.others(), Bytes.text(fields.otherBytes()), FieldSizes.MOST));
        }
    }

    private void addShards(List<String> lines) {
        int width =
                shards.stream().mapToInt(shard -> shard.name().length()).max().orElse(0);
        String names = "%-" + Math.max(8, width) + "s";
        lines.add("");
        lines.add(form("  " + names + " %12s %10s %10s %8s", "shard", "samples", "in file", "bytes", "damaged"));
        for (ShardScan shard : shards) {
            lines.add(form(
                    "  " + names + " %,12d %10s %10s %,8d",
                    shard.name(),
                    shard.samples(),
                    Bytes.text(shard.fileBytes()),
                    Bytes.text(shard.sizes().sum()),
                    shard.damaged()));
        }
    }

    private void addDamage(List<String> lines) {
        if (damaged() == 0) {
            return;
        }
        long in = shards.stream().filter(shard -> shard.damaged() > 0).count();
        lines.add("");
        lines.add(form("  damage     %,d in %s", damaged(), count(in, "shard")));
        for (ShardScan shard : shards) {
            shard.damages().forEach(damage -> lines.add("             " + damage));
            if (shard.damaged() > shard.damages().size()) {
                lines.add(form(
                        "             %s: and %,d more",
                        shard.name(), shard.damaged() - shard.damages().size()));
            }
        }
    }

    private static String count(long number, String what) {
        return form("%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    private static String times(double factor) {
        return Double.isInfinite(factor) ? "more than any multiple of" : form("%.2f times", factor);
    }

    private static String form(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** For machines. */
    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema", 1);
        ObjectNode total = root.putObject("total");
        total.put("shards", shards.size());
        put(total, sum(ShardScan::fileBytes), sizes, damaged());
        ObjectNode skew = root.putObject("skew");
        putFinite(skew, "samples", skew(ShardScan::samples));
        putFinite(skew, "bytes", skew(shard -> shard.sizes().sum()));
        ArrayNode every = root.putArray("fields");
        fields.named()
                .forEach((name, of) ->
                        putSizes(every.addObject().put("name", name).put("count", of.count()), SizeSummary.of(of)));
        root.putObject("otherFields").put("count", fields.others()).put("bytes", fields.otherBytes());
        ArrayNode list = root.putArray("shards");
        for (ShardScan shard : shards) {
            ObjectNode one = list.addObject().put("name", shard.name());
            put(one, shard.fileBytes(), shard.sizes(), shard.damaged());
            shard.damages().forEach(one.putArray("damage")::add);
        }
        return root;
    }

    private static void put(ObjectNode node, long fileBytes, SizeSummary of, long damaged) {
        node.put("samples", of.count());
        node.put("damaged", damaged);
        node.put("fileBytes", fileBytes);
        putSizes(node, of);
    }

    private static void putSizes(ObjectNode node, SizeSummary of) {
        node.put("bytes", of.sum());
        node.putObject("sizeBytes")
                .put("least", of.least())
                .put("p50", of.p50())
                .put("p99", of.p99())
                .put("largest", of.largest());
    }

    /** JSON has no infinity. */
    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
