package io.narrows.data.shard.tar;

/** WebDataset's rule for which sample a file in an archive belongs to, by its name. */
final class MemberName {
    /*
     * The key is the name up to the first dot after the last slash, the field is what follows that dot, in lower case: as
     * the regular expression ^((?:.*\/|)[^.]+)[.]([^/]*)$ says (WebDataset, tariterators.py, base_plus_ext). A name without such
     * a dot belongs to no sample. When the dot comes right after the slash, the expression goes back to the folder's own
     * name, so that "a/.x" is field "x" of the sample "a/", but "a.b/.x" and ".x" are of none.
     *
     * Names whose first part begins and ends with two underscores are about the archive, not in it.
     */
    private MemberName() {}

    /** How many of a name's bytes are the key; the field's name begins one after. -1 when the file is part of no sample. */
    static int keyLength(byte[] name, int from, int length) {
        int end = from + length;
        int slash = end - 1;
        while (slash >= from && name[slash] != '/') {
            slash--;
        }
        int dot = slash + 1;
        while (dot < end && name[dot] != '.') {
            dot++;
        }
        if (dot == end || (dot == slash + 1 && !namesAFolder(name, from, slash))) {
            return -1;
        }
        return isAboutTheArchive(name, from, end) ? -1 : dot - from;
    }

    /** Whether there is a slash, and before it no dot back to the slash before. */
    private static boolean namesAFolder(byte[] name, int from, int slash) {
        if (slash < from) {
            return false;
        }
        for (int i = slash - 1; i >= from && name[i] != '/'; i--) {
            if (name[i] == '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAboutTheArchive(byte[] name, int from, int end) {
        if (end - from < 4 || name[from] != '_' || name[from + 1] != '_') {
            return false;
        }
        int part = from + 2;
        while (part < end && name[part] != '/') {
            part++;
        }
        return part - from >= 4 && name[part - 1] == '_' && name[part - 2] == '_';
    }
}
