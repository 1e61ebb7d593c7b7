package io.narrows.report;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How text is drawn.
 *
 * @param unicode whether bars and signs beyond ASCII may be used
 * @param colour whether ANSI colours may be used
 */
public record TextStyle(boolean unicode, boolean colour) {

    /** For files and for tests. */
    public static final TextStyle PLAIN = new TextStyle(true, false);

    /**
     * Style for standard output: colour only on a terminal and without {@code NO_COLOR}, characters beyond ASCII only where
     * the locale is UTF-8.
     */
    public static TextStyle detect() {
        boolean terminal = terminal() && !"dumb".equals(System.getenv("TERM"));
        String noColor = System.getenv("NO_COLOR");
        return new TextStyle(utf8(locale()), terminal && (noColor == null || noColor.isEmpty()));
    }

    /*
     * Java tells only whether standard input and output are terminals together; Linux tells about standard output alone.
     * From Java 22 on there is a console without a terminal too, and a method that tells them apart.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        Path output = Path.of("/proc/self/fd/1");
        try {
            if (Files.isSymbolicLink(output)) {
                String target = Files.readSymbolicLink(output).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException | SecurityException e) {
            return false;
        }
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    static boolean utf8(@Nullable String locale) {
        String value = locale == null ? "" : locale.toLowerCase(Locale.ROOT);
        return value.contains("utf-8") || value.contains("utf8");
    }

    private static @Nullable String locale() {
        for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    }
}
