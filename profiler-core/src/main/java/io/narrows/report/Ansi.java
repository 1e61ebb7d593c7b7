package io.narrows.report;

/** Colours on a terminal, nothing elsewhere. Colour only repeats what the text says. */
record Ansi(boolean on) {

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    String warn(String text) {
        return paint("33", text);
    }

    String segment(String segment, String text) {
        return switch (segment) {
            case "DATA" -> paint("36", text);
            case "COMPUTE" -> paint("35", text);
            case "SERVING" -> paint("34", text);
            default -> paint("2", text);
        };
    }

    private String paint(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
