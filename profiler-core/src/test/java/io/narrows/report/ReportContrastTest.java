package io.narrows.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Text of the page can be read on what lies behind it: contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3) light, dark, printed. */
class ReportContrastTest {

    private static final List<String[]> TEXT_ON = List.of(
            new String[] {"ink", "bg"},
            new String[] {"ink", "card"},
            new String[] {"dim", "bg"},
            new String[] {"dim", "card"},
            new String[] {"link", "bg"},
            new String[] {"link", "card"},
            new String[] {"good", "card"},
            new String[] {"bad", "card"},
            new String[] {"warn", "card"},
            new String[] {"data", "card"},
            new String[] {"compute", "card"},
            new String[] {"serving", "card"},
            new String[] {"none", "card"},
            new String[] {"on", "data"},
            new String[] {"on", "compute"},
            new String[] {"on", "serving"},
            new String[] {"on", "own"},
            new String[] {"on", "mates"},
            new String[] {"on", "wait"},
            new String[] {"onbase", "base"});

    @Test
    void textStandsOut() throws IOException {
        List<String> failing = new ArrayList<>();
        List<Map<String, String>> schemes = schemes();
        assertEquals(3, schemes.size());
        for (int i = 0; i < schemes.size(); i++) {
            for (String[] pair : TEXT_ON) {
                double contrast =
                        contrast(schemes.get(i).get(pair[0]), schemes.get(i).get(pair[1]));
                if (contrast < 4.5) {
                    failing.add("scheme " + i + ": " + pair[0] + " on " + pair[1] + " " + contrast);
                }
            }
        }
        assertEquals(List.of(), failing);
        assertTrue(contrast("#000000", "#ffffff") > 20.9);
    }

    /** The light colours, and what dark mode and paper put in their place. */
    private static List<Map<String, String>> schemes() throws IOException {
        String css;
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            css = new String(in.readAllBytes(), UTF_8);
        }
        List<Map<String, String>> schemes = new ArrayList<>();
        Matcher root = Pattern.compile(":root \\{([^}]*)}").matcher(css);
        while (root.find()) {
            Map<String, String> colours = new HashMap<>(schemes.isEmpty() ? Map.of() : schemes.get(0));
            Matcher colour = Pattern.compile("--(\\w+): (#[0-9a-f]{3,6});").matcher(root.group(1));
            while (colour.find()) {
                colours.put(colour.group(1), colour.group(2));
            }
            schemes.add(colours);
        }
        return schemes;
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        String hex = colour.length() == 4 ? colour.replaceAll("#(.)(.)(.)", "#$1$1$2$2$3$3") : colour;
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
