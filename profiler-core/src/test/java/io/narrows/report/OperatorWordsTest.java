package io.narrows.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.operators.OperatorStatistics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorWordsTest {

    /** Each takes 1 ms less than the one before. */
    private static OperatorStatistics operators(int count) {
        List<OperatorStatistics.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double ms = count - i;
            double share = ms / 1_000;
            rows.add(new OperatorStatistics.Row("operator" + i, 1, 1, ms, share, share, share, -1, ms / 10));
        }
        return new OperatorStatistics("engine", 3, 2, 1_000, rows, List.of(), 0.1);
    }

    @Test
    void aTableThatIsCutSaysWhatItLeavesOut() {
        String markdown = String.join("\n", OperatorWords.markdown(operators(20)));

        // 12 + 11 + ... + 1 ms of 1,000 ms.
        assertTrue(markdown.contains("| 12 more, together | 7.8 % | 78.0 | |"), markdown);
        assertFalse(markdown.contains("| operator8 |"), markdown);
        assertTrue(markdown.contains("| in none of them | 10.0 % | 100 | |"), markdown);
        assertTrue(OperatorWords.line(operators(20))
                .contains(", operator7 1.3 %, 12 more 7.8 %, in none of them 10.0 %; "));
    }

    @Test
    void theLongerTableOfThePageToo() {
        Html html = new Html();
        HtmlOperators.write(html, operators(20));
        String page = html.toString();

        assertTrue(page.contains("4 more, together"), page);
        assertTrue(page.contains("operator15"), page);
        assertFalse(page.contains("operator16"), page);
    }

    @Test
    void whatIsNotInThereIsSaid() {
        assertTrue(OperatorWords.lead(operators(1)).endsWith(" 2 are of other models and not in here."));
        assertTrue(OperatorWords.line(operators(1)).endsWith("; of 3 profiled, 2 are of other models"));
    }

    @Test
    void aWholeTableSaysNoMore() {
        assertFalse(String.join("\n", OperatorWords.markdown(operators(8))).contains("more"));
        assertEquals(0, OperatorWords.rest(operators(8).operators(), 8).stream().count());
    }
}
