package io.narrows.report;

import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.analysis.cpu.FlameTree;
import io.narrows.analysis.cpu.FlameTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * On which code the processor time went: a flame graph of what slow requests spend more of, and one for each stage. Drawn
 * without a script; the same as a tree, which opens by keyboard and is read out, and as a table.
 */
final class HtmlFlames {

    /** Fewer samples of slow or of typical requests say nothing about the difference. */
    private static final double ENOUGH = 20;

    /** Code with a smaller part of the samples is not drawn. */
    private static final double LEAST_PART = 0.005;

    /** A stage with a smaller part of all samples has no graph. */
    private static final double LEAST_OF_ALL = 0.01;

    private static final int MOST_STAGES = 8;
    private static final int MOST_ROWS = 28;
    private static final int MOST_FRAMES = 12;
    private static final int LONGEST_TITLE = 1_000;

    /** Differences of the shares, from which on they are told. */
    private static final double MORE = 0.01;

    private static final double MUCH_MORE = 0.05;

    private final Html html;
    private final CpuProfile cpu;

    private HtmlFlames(Html html, CpuProfile cpu) {
        this.html = html;
        this.cpu = cpu;
    }

    /** Whether there is something to draw. */
    static boolean drawn(CpuProfile cpu) {
        return !cpu.stages().isEmpty();
    }

    static void write(Html html, CpuProfile cpu) {
        if (drawn(cpu)) {
            new HtmlFlames(html, cpu).section();
        }
    }

    private void section() {
        html.raw("<section id=\"cpu\" aria-labelledby=\"h-cpu\">\n");
        html.element("h2 id=\"h-cpu\"", "Which code the processor time went to");
        html.element(
                "p class=\"lead\"",
                Format.count(cpu.samples()) + " samples of running threads, "
                        + Format.percent(part(cpu.inStages(), (double) cpu.samples()))
                        + " of them in a stage of a measured request; those of a batch are divided among its members. Width is"
                        + " processor time, what is below was called by what is above; less than "
                        + Format.percent(LEAST_PART) + " of a graph is not drawn.");
        key();
        difference();
        int drawn = 0;
        for (CpuProfile.StageCpu stage : cpu.stages()) {
            if (drawn < MOST_STAGES && part(stage.samples(), cpu.inStages()) >= LEAST_OF_ALL) {
                stage(stage);
                drawn++;
            }
        }
        html.raw("</section>\n");
    }

    private void key() {
        html.raw("<ul class=\"key\">");
        for (String[] entry : new String[][] {{"own", "Java"}, {"mates", "native, name()"}, {"base", "stage"}}) {
            html.raw("<li><span class=\"sw " + entry[0] + "\"></span>")
                    .text(entry[1])
                    .raw("</li>");
        }
        html.raw("</ul>\n");
    }

    /** What slow requests spend their processor time on, against what typical ones do. */
    private void difference() {
        double slow =
                cpu.stages().stream().mapToDouble(CpuProfile.StageCpu::ofSlow).sum();
        double typical = cpu.stages().stream()
                .mapToDouble(CpuProfile.StageCpu::ofTypical)
                .sum();
        html.element("h3 class=\"sub\"", "Slow requests against typical ones");
        if (slow < ENOUGH || typical < ENOUGH) {
            html.element(
                    "p class=\"noted\"",
                    "Too few samples to compare them: " + Format.number(slow) + " of slow and " + Format.number(typical)
                            + " of typical requests, of which " + Format.number(ENOUGH) + " each are needed.");
            return;
        }
        Node root = FlameTree.of("all stages", cpu.stages(), LEAST_PART);
        html.element(
                "p class=\"facts\"",
                "Width is the processor time of slow requests; \u25b2 marks what they spend a larger part of theirs on than"
                        + " typical ones, \u25bc a smaller one, in percentage points. Small differences may be chance; what only"
                        + " typical requests run is in the tree. Where batches are profiled, that work shows too.");
        graph(root, Node::ofSlow, new Sides(slow, typical), "Flame graph of slow requests against typical ones");
        tree(root, new Sides(slow, typical), cpu.inStages());
    }

    /** Samples of slow and of typical requests in the whole graph. */
    private record Sides(double slow, double typical) {

        boolean compared() {
            return slow >= ENOUGH && typical >= ENOUGH;
        }

        double more(double ofSlow, double ofTypical) {
            return compared() ? ofSlow / slow - ofTypical / typical : 0;
        }
    }

    private void stage(CpuProfile.StageCpu stage) {
        Node root = FlameTree.of(stage.stage(), List.of(stage), LEAST_PART);
        html.raw("<h3 class=\"sub\"><span class=\"tag " + Html.segment(stage.segment()) + "\">")
                .text(stage.segment().isEmpty() ? "?" : stage.segment())
                .raw("</span> ")
                .text(Html.name(stage.stage()) + ": " + Format.percent(part(stage.samples(), cpu.inStages()))
                        + " of the processor time, " + Format.count(Math.round(stage.samples())) + " samples")
                .raw("</h3>\n");
        Sides none = new Sides(0, 0);
        graph(root, Node::samples, none, "Flame graph of " + Html.name(stage.stage()));
        Sides sides = new Sides(stage.ofSlow(), stage.ofTypical());
        tree(root, sides, stage.samples());
        table(stage, sides);
    }

    private void graph(Node root, ToDoubleFunction<Node> width, Sides sides, String name) {
        StringBuilder says = new StringBuilder(name).append(". The same is below as a tree. Largest: ");
        for (Node node : root.called().subList(0, Math.min(3, root.called().size()))) {
            says.append(label(node))
                    .append(' ')
                    .append(Format.percent(part(width.applyAsDouble(node), width.applyAsDouble(root))))
                    .append("; ");
        }
        html.raw("<div class=\"scroll flame\" tabindex=\"0\" role=\"img\" aria-label=\"")
                .text(says.toString())
                .raw("\"><div class=\"fg\" aria-hidden=\"true\">");
        node(root, width, width.applyAsDouble(root), sides, 1, 0);
        html.raw("</div></div>\n");
    }

    private void node(Node node, ToDoubleFunction<Node> width, double whole, Sides sides, double ofParent, int depth) {
        double samples = width.applyAsDouble(node);
        double more = sides.more(node.ofSlow(), node.ofTypical());
        html.raw("<div class=\"fn\" style=\"width:" + Html.css(100 * ofParent) + "\"><b class=\""
                + css(node, depth, sides) + change(more) + "\" title=\"");
        html.text(title(node) + ": " + Format.percent(part(samples, whole)) + (sides.compared() ? points(more) : ""))
                .raw("\">");
        html.text(mark(more) + (depth == 0 ? Html.name(node.frame()) : label(node)))
                .raw("</b>");
        if (depth < MOST_ROWS && !node.called().isEmpty()) {
            html.raw("<div class=\"fr\">");
            for (Node one : node.called()) {
                double part = part(width.applyAsDouble(one), samples);
                if (part * samples >= LEAST_PART * whole) {
                    node(one, width, whole, sides, part, depth + 1);
                }
            }
            html.raw("</div>");
        }
        html.raw("</div>");
    }

    private static String css(Node node, int depth, Sides sides) {
        return depth == 0 ? "base" : sides.compared() ? "plain" : nativeCode(node.frame()) ? "mates" : "own";
    }

    private static String change(double more) {
        double size = Math.abs(more);
        return size < MORE ? "" : (more > 0 ? " up" : " dn") + (size < MUCH_MORE ? "1" : "2");
    }

    private static String mark(double more) {
        return Math.abs(more) < MORE ? "" : more > 0 ? "\u25b2 " : "\u25bc ";
    }

    private static String points(double more) {
        return String.format(Locale.ROOT, ", %+.1f points", 100 * more);
    }

    /** Opens step by step, by keyboard too; the way to look closer without a script. */
    private void tree(Node root, Sides sides, double whole) {
        html.raw("<details class=\"ft\"><summary>As a tree</summary>\n");
        for (Node node : root.called()) {
            branch(node, sides, whole, 0);
        }
        html.raw("</details>\n");
    }

    private void branch(Node node, Sides sides, double whole, int depth) {
        String line = label(node) + "  " + Format.percent(part(node.samples(), whole))
                + (sides.compared()
                        ? "; slow " + Format.percent(part(node.ofSlow(), sides.slow())) + ", typical "
                                + Format.percent(part(node.ofTypical(), sides.typical()))
                        : "");
        if (node.called().isEmpty() || depth >= MOST_ROWS) {
            html.element("p class=\"leaf\"", line);
            return;
        }
        html.raw("<details><summary>").text(line).raw("</summary>\n");
        for (Node one : node.called()) {
            branch(one, sides, whole, depth + 1);
        }
        html.raw("</details>\n");
    }

    private void table(CpuProfile.StageCpu stage, Sides sides) {
        html.raw("<details><summary>As a table</summary>\n");
        List<HtmlTable.Column> columns = new ArrayList<>(List.of(
                HtmlTable.Column.prose("code, without what it called"), HtmlTable.Column.number("of the stage")));
        if (sides.compared()) {
            columns.add(HtmlTable.Column.number("of slow"));
            columns.add(HtmlTable.Column.number("of typical"));
        }
        List<List<String>> rows = new ArrayList<>();
        List<CpuProfile.Frame> frames = stage.frames();
        for (CpuProfile.Frame frame : frames.subList(0, Math.min(MOST_FRAMES, frames.size()))) {
            List<String> row = new ArrayList<>(List.of(
                    Html.escape(Html.name(frame.name())),
                    Html.escape(Format.percent(part(frame.samples(), stage.samples())))));
            if (sides.compared()) {
                row.add(Html.escape(Format.percent(part(frame.ofSlow(), sides.slow()))));
                row.add(Html.escape(Format.percent(part(frame.ofTypical(), sides.typical()))));
            }
            rows.add(row);
        }
        HtmlTable.write(html, "Where the samples of " + Html.name(stage.stage()) + " were taken", columns, rows);
        html.raw("</details>\n");
    }

    /** The innermost frame with its class but without its package; an ellipsis stands for those that only led to it. */
    private static String label(Node node) {
        return (node.frames().size() > 1 ? "\u2026 " : "") + shortened(node.frame());
    }

    private static String shortened(String frame) {
        if (nativeCode(frame)) {
            int parameters = frame.indexOf('(');
            String name = parameters > 0 ? frame.substring(0, parameters) : frame;
            int library = name.lastIndexOf(".so.");
            name = library < 0 ? name : name.substring(library + ".so.".length());
            return Html.name(name.startsWith(".") ? name.substring(1) : name) + "()";
        }
        int method = frame.lastIndexOf('.');
        int type = frame.lastIndexOf('.', method - 1);
        return Html.name(type < 0 ? frame : frame.substring(type + 1));
    }

    /** Frames of Java have the name of their type before that of the method. */
    private static boolean nativeCode(String frame) {
        int method = frame.lastIndexOf('.');
        return method <= 0 || frame.contains(".so.") || frame.contains("::") || frame.contains("(");
    }

    private static String title(Node node) {
        return Format.cut(String.join(" > ", node.frames()), LONGEST_TITLE, true);
    }

    private static double part(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }
}
