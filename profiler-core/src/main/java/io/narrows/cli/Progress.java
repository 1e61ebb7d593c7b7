package io.narrows.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Progress of one long step, on standard error: a bar that redraws itself on a terminal, plain lines elsewhere (one when
 * the step begins, one when it ends, and one every few seconds between). Close it: a step that was closed without
 * {@link #done} leaves the terminal on a fresh line. Thread-safe.
 *
 * <p>Environment: {@code NO_COLOR} (any value but empty) leaves colours out; {@code TERM=dumb} gives plain lines.
 */
public final class Progress implements AutoCloseable {
    private static final int NAME_COLUMNS = 22;
    private static final int BAR_COLUMNS = 24;
    private static final long REDRAW_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_LINE_NS = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final PrintStream out;
    private final Style style;
    private final LongSupplier clockNs;
    private final long startNs;
    private final @Nullable Rate rate;
    private long lastShownNs;
    private int drawnColumns;
    private boolean finished;

    private Progress(String name, PrintStream out, Style style, LongSupplier clockNs, @Nullable Rate rate) {
        this.name = name;
        this.out = out;
        this.style = style;
        this.clockNs = clockNs;
        this.rate = rate;
        this.startNs = clockNs.getAsLong();
        this.lastShownNs = startNs;
    }

    /** Begins a step and shows its name. */
    public static Progress step(String name) {
        return step(name, System.err, Style.detect(), System::nanoTime);
    }

    /**
     * Begins a step that counts things, and shows besides how many of them a second and, where the total is known, how long
     * the rest will take at that rate.
     *
     * @param unit what is counted, in the plural
     * @param already how many of them an earlier run has done, which say nothing of the rate
     */
    public static Progress counting(String name, String unit, long already) {
        return step(name, System.err, Style.detect(), System::nanoTime, new Rate(unit, already));
    }

    static Progress step(String name, PrintStream out, Style style, LongSupplier clockNs) {
        return step(name, out, style, clockNs, null);
    }

    static Progress step(String name, PrintStream out, Style style, LongSupplier clockNs, @Nullable Rate rate) {
        Progress progress = new Progress(name, out, style, clockNs, rate);
        if (style.terminal()) {
            progress.draw(progress.padded() + " ...");
        } else {
            progress.out.println(name + " ...");
        }
        progress.out.flush();
        return progress;
    }

    /**
     * Shows how far the step is. Cheap to call often: it draws at most ten times a second.
     *
     * @param done how much is done
     * @param total how much there is; 0 or less when that is not known, then only the count is shown
     */
    public synchronized void update(long done, long total) {
        long nowNs = clockNs.getAsLong();
        if (finished || nowNs - lastShownNs < (style.terminal() ? REDRAW_NS : PLAIN_LINE_NS)) {
            return;
        }
        lastShownNs = nowNs;
        String tail = rate == null ? "" : rate.text(done, total, nowNs - startNs);
        if (style.terminal()) {
            draw(padded() + " " + (total > 0 ? bar(done, total) : Long.toString(done)) + tail);
        } else {
            out.println((total > 0 ? name + " " + percent(done, total) + " %" : name + " " + done) + tail);
        }
        out.flush();
    }

    /** Ends the step with what came out of it. Later calls do nothing. */
    public synchronized void done(String text) {
        if (finished) {
            return;
        }
        finished = true;
        double seconds = (clockNs.getAsLong() - startNs) / 1e9;
        String took = seconds < 0.05 ? "" : String.format(Locale.ROOT, " (%.1f s)", seconds);
        if (style.terminal()) {
            draw(padded() + " " + style.green(text) + took);
            out.println();
        } else {
            out.println(name + ": " + text + took);
        }
        out.flush();
    }

    /** Prints a line of its own without disturbing the bar. */
    public synchronized void note(String line) {
        if (style.terminal() && !finished) {
            erase();
        }
        out.println(line);
        out.flush();
    }

    @Override
    public synchronized void close() {
        if (!finished && style.terminal()) {
            out.println();
            out.flush();
        }
        finished = true;
    }

    private String padded() {
        return String.format(Locale.ROOT, "%-" + NAME_COLUMNS + "s", name);
    }

    private String bar(long done, long total) {
        int filled = (int) Math.min(BAR_COLUMNS, Math.max(0, BAR_COLUMNS * done / total));
        return style.full().repeat(filled)
                + style.empty().repeat(BAR_COLUMNS - filled)
                + String.format(Locale.ROOT, " %3d %%", percent(done, total));
    }

    private static long percent(long done, long total) {
        return Math.min(100, Math.max(0, 100 * done / total));
    }

    private void draw(String line) {
        erase();
        out.print(line);
        drawnColumns = line.length();
    }

    private void erase() {
        if (drawnColumns > 0) {
            out.print('\r' + " ".repeat(drawnColumns) + '\r');
            drawnColumns = 0;
        }
    }

    /** How fast a step goes on. */
    record Rate(String unit, long already) {
        String text(long done, long total, long elapsedNs) {
            double perSecond = elapsedNs <= 0 ? 0 : (done - already) * 1e9 / elapsedNs;
            if (!(perSecond > 0)) {
                return "";
            }
            String text = String.format(Locale.ROOT, perSecond < 10 ? ", %.1f %s/s" : ", %,.0f %s/s", perSecond, unit);
            return total <= 0 ? text : text + ", " + time(Math.round((total - done) / perSecond)) + " left";
        }

        private static String time(long seconds) {
            if (seconds < 60) {
                return seconds + " s";
            }
            return seconds < 3600
                    ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
                    : String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
        }
    }

    /** How the output can be drawn. */
    record Style(boolean terminal, boolean colour, boolean unicode) {

        static Style detect() {
            String term = System.getenv("TERM");
            String noColor = System.getenv("NO_COLOR");
            boolean terminal = !"dumb".equals(term) && standardErrorIsTerminal();
            boolean unicode = Charset.defaultCharset().equals(StandardCharsets.UTF_8);
            return new Style(terminal, terminal && (noColor == null || noColor.isEmpty()), unicode);
        }

        String full() {
            return unicode ? "█" : "#";
        }

        String empty() {
            return unicode ? "░" : ".";
        }

        String green(String text) {
            return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
        }

        /* Java 17 only tells whether standard input and output are terminals together; Linux tells about standard error. */
        private static boolean standardErrorIsTerminal() {
            Path link = Path.of("/proc/self/fd/2");
            try {
                if (Files.isSymbolicLink(link)) {
                    String target = Files.readSymbolicLink(link).toString();
                    return target.startsWith("/dev/pts/")
                            || target.startsWith("/dev/tty")
                            || target.equals("/dev/console");
                }
            } catch (IOException | SecurityException e) {
                return consoleIsTerminal();
            }
            return consoleIsTerminal();
        }

        /* From Java 22 on there is a console without a terminal too, and a method that tells them apart. */
        @SuppressWarnings("SystemConsoleNull")
        private static boolean consoleIsTerminal() {
            Console console = System.console();
            if (console == null) {
                return false;
            }
            try {
                return (boolean) Console.class.getMethod("isTerminal").invoke(console);
            } catch (ReflectiveOperationException e) {
                return true;
            }
        }
    }
}
