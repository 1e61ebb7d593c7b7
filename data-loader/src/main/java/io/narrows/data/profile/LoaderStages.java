package io.narrows.data.profile;

import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a loader and the groups of workers that run them. Stages have numbers: {@link #OPEN}, {@link #READ},
 * {@link #DECOMPRESS}, {@link #DECODE}, then the transforms from {@link #FIRST_TRANSFORM} on, in their order over all groups.
 * Immutable.
 */
public final class LoaderStages {
    public static final int OPEN = 0;
    public static final int READ = 1;
    public static final int DECOMPRESS = 2;
    public static final int DECODE = 3;
    public static final int FIRST_TRANSFORM = 4;

    private final List<Stage> stages;
    private final List<String> groups;

    /**
     * One stage.
     *
     * @param name as traces and tables name it
     * @param kind what it does
     * @param group number of the group whose workers run it
     */
    public record Stage(String name, StageKind kind, int group) {}

    private LoaderStages(List<Stage> stages, List<String> groups) {
        this.stages = stages;
        this.groups = groups;
    }

    /**
     * Names the stages of a pipeline.
     *
     * @param transforms of each group, in the order of the pipeline; the first group also opens, reads, decompresses and
     *     decodes, and may have none, every other has at least one
     */
    public static LoaderStages of(List<List<String>> transforms) {
        if (transforms.isEmpty()) {
            throw new IllegalArgumentException("a loader has at least one group of workers, got 0");
        }
        List<Stage> stages = new ArrayList<>(List.of(
                new Stage("shard.open", StageKind.OPEN, 0),
                new Stage("read", StageKind.READ, 0),
                new Stage("decompress", StageKind.DECOMPRESS, 0),
                new Stage("decode", StageKind.DECODE, 0)));
        List<String> groups = new ArrayList<>();
        for (int group = 0; group < transforms.size(); group++) {
            List<String> own = transforms.get(group);
            if (group > 0 && own.isEmpty()) {
                throw new IllegalArgumentException(
                        "group " + group + " of workers has no stage, it needs at least one");
            }
            for (String name : own) {
                stages.add(new Stage("transform." + name, StageKind.TRANSFORM, group));
            }
            groups.add(group == 0 ? "load" : own.get(0));
        }
        return new LoaderStages(List.copyOf(stages), List.copyOf(groups));
    }

    /** All stages, by their numbers. */
    public List<Stage> all() {
        return stages;
    }

    /** Names of the groups: {@code load}, then for each further one that of its first transform. */
    public List<String> groups() {
        return groups;
    }

    int count() {
        return stages.size();
    }

    /** The first stage of a group. */
    int firstOf(int group) {
        for (int stage = 0; stage < stages.size(); stage++) {
            if (stages.get(stage).group() == group) {
                return stage;
            }
        }
        throw new IllegalArgumentException("group " + group + " of workers: there are " + groups.size());
    }
}
