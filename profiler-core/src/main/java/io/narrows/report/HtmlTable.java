package io.narrows.report;

import java.util.List;

/**
 * A table of a page: caption, head, rows; what does not fit scrolls, by keyboard too. Cells are markup; what comes from others
 * goes through {@link Html#escape} before.
 */
final class HtmlTable {

    /**
     * One column.
     *
     * @param name its head, as text
     * @param left whether its cells begin at the left, as words do; numbers end at the right
     * @param few whether it is left out on a phone
     * @param prose whether its cells may take more than one line
     */
    record Column(String name, boolean left, boolean few, boolean prose) {

        static Column words(String name) {
            return new Column(name, true, false, false);
        }

        /** Of whole phrases, which may take more than one line. */
        static Column prose(String name) {
            return new Column(name, true, false, true);
        }

        static Column number(String name) {
            return new Column(name, false, false, false);
        }

        /** The same, left out on a phone. */
        Column minor() {
            return new Column(name, left, true, prose);
        }
    }

    private HtmlTable() {}

    /** Writes one; the first cell of a row is its head. */
    static void write(Html html, String caption, List<Column> columns, List<List<String>> rows) {
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(caption)
                .raw("\"><table>")
                .element("caption", caption)
                .raw("<thead><tr>");
        for (Column column : columns) {
            html.element("th scope=\"col\"" + css(column), column.name);
        }
        html.raw("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            html.raw("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.raw(i == 0 ? "<th scope=\"row\"" : "<td")
                        .raw(css(columns.get(i)))
                        .raw(">")
                        .raw(row.get(i))
                        .raw(i == 0 ? "</th>" : "</td>");
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
    }

    private static String css(Column column) {
        String classes = (column.left ? "l" : "") + (column.few ? " few" : "") + (column.prose ? " prose" : "");
        return classes.isEmpty() ? "" : " class=\"" + classes.trim() + "\"";
    }
}
