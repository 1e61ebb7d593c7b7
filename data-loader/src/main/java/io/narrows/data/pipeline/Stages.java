package io.narrows.data.pipeline;

import io.narrows.data.decode.Decoder;
import io.narrows.data.transform.Transform;
import java.util.List;

/**
 * What is done to a sample: decoding, which is stage 0, then the transforms from stage 1 on, shared out among groups of workers.
 *
 * @param decoder the first stage
 * @param transforms the others
 * @param groups groups of workers in the order of their stages, the first one decodes
 */
public record Stages(Decoder<?> decoder, List<Step> transforms, List<Group> groups) {
    /** A transform and its name. */
    public record Step(String name, Transform<Object, Object> transform) {}

    /**
     * Workers that share stages.
     *
     * @param workers how many
     * @param end the first stage that is no longer theirs
     */
    public record Group(int workers, int end) {}

    public Stages {
        transforms = List.copyOf(transforms);
        groups = List.copyOf(groups);
        if (groups.isEmpty() || groups.get(groups.size() - 1).end() != transforms.size() + 1) {
            throw new IllegalArgumentException(groups.size() + " groups of workers for " + (transforms.size() + 1)
                    + " stages: the last group ends with the last stage");
        }
    }

    /** How many stages there are. */
    int count() {
        return transforms.size() + 1;
    }

    /** The first stage of a group. */
    int first(int group) {
        return group == 0 ? 0 : groups.get(group - 1).end();
    }

    String name(int stage) {
        return stage == 0 ? "decode" : transforms.get(stage - 1).name();
    }
}
