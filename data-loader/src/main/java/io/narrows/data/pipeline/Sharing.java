package io.narrows.data.pipeline;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives a worker that has nothing to do a part of what another of its group has. Used under the scheduler's lock. */
final class Sharing {
    /*
     * At once where a good part of a chunk is left and can be had cheaply; after a while where less is left, for its owner may be
     * stuck with one sample. One that cannot be had cheaply, because much lies compressed before it, is left alone unless its
     * owner does not move at all. In completion order what the owner is through with need not wait for what it is at, either.
     */
    private final PipelineConfig config;
    private final Pace pace;
    private final Feed feed;
    private final Outlet outlet;
    private final Consumer<Run> through;

    /** @param through takes chunks that their group is done with */
    Sharing(PipelineConfig config, Pace pace, Feed feed, Outlet outlet, Consumer<Run> through) {
        this.config = config;
        this.pace = pace;
        this.feed = feed;
        this.outlet = outlet;
        this.through = through;
    }

    /**
     * A part of somebody's chunk, as a chunk of its own.
     *
     * @param patient whether nothing came for a while
     */
    @Nullable
    Work part(int group, Team team, boolean patient) {
        Run whole = team.toShare(patient, pace.nsPerSample(group));
        Run rest = whole == null ? null : whole.takeRest();
        if (whole != null && rest != null) {
            charge(whole, rest);
            return Work.stolen(rest);
        }
        return patient && !config.ordered() ? front(team) : null;
    }

    private @Nullable Work front(Team team) {
        for (Run run : team.running()) {
            Run front = run.takeFront();
            if (front == null) {
                continue;
            }
            charge(run, front);
            // What was allocated for it in the stage under way is not counted yet, nor will it be for what is left.
            front.allocated(Math.max(0, front.chargedBytes - front.allocated(0)));
            if (front.stage() < config.stages().groups().get(run.group).end()) {
                return Work.stolen(front);
            }
            outlet.begun(front);
            if (front.group == 0) {
                feed.decoded(front);
            }
            through.accept(front);
        }
        return null;
    }

    private void charge(Run whole, Run part) {
        int taken = part.end() - part.first();
        int left = Math.max(0, whole.end() - whole.first());
        part.chargedBytes = whole.chargedBytes * taken / (taken + left);
        whole.chargedBytes -= part.chargedBytes;
        if (part.group == 0) {
            feed.shared(part);
        }
    }
}
