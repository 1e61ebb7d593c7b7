package io.narrows.server.bulk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the files of embeddings are called: as their shards, without what says how those are packed. */
final class OutputNames {
    private static final Pattern ENDING = Pattern.compile(
            "\\.(tar|tgz|tar\\.gz|tar\\.zst|jsonl|jsonl\\.gz|jsonl\\.zst|mds|mds\\.gz|mds\\.zstd|mds\\.zst)$");

    private OutputNames() {}

    /**
     * A name for each shard.
     *
     * @throws BulkException when two would be the same
     */
    static List<String> of(List<String> shards) {
        Map<String, String> taken = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String shard : shards) {
            String name = ENDING.matcher(shard).replaceFirst("");
            String other = taken.put(name, shard);
            if (other != null) {
                throw new BulkException("the embeddings of " + other + " and " + shard + " would both be called " + name
                        + "; embed one of them at a time");
            }
            names.add(name);
        }
        return names;
    }
}
