package io.narrows.data.source;

import java.io.IOException;

/** Which names a source takes: parts joined by {@code /}, none of which leads out of it. */
final class FileNames {
    private FileNames() {}

    /** @throws IOException when the name is no file's in a source; the message says why */
    static void check(String name) throws IOException {
        if (name.isEmpty()) {
            throw new IOException("\"\" is no file's name: it is empty");
        }
        if (name.indexOf('\0') >= 0 || name.indexOf('\\') >= 0) {
            throw new IOException("\"" + name.replace("\0", "\\0")
                    + "\" is no file's name: parts are joined by /, and it holds a backslash or a NUL");
        }
        int from = 0;
        for (int slash = 0; slash >= 0; from = slash + 1) {
            slash = name.indexOf('/', from);
            String part = name.substring(from, slash < 0 ? name.length() : slash);
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IOException("\"" + name + "\" is no file's name: "
                        + (part.isEmpty() ? "it begins or ends with /, or has two in a row" : "it has a part " + part));
            }
        }
    }
}
