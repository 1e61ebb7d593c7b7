package io.narrows.data.pipeline;

import java.util.List;

/** Says who may begin with what, so that all that is held fits into the budget. Used under the scheduler's lock. */
final class Room implements Admission {
    /*
     * A chunk is charged when it is begun with the most that it will take in any group; what earlier chunks took there tells. So
     * one that goes from group to group asks for no more on its way, unless it grows more than those before it:
     *
     *   - while it is not known what a group makes of a chunk, chunks are of one sample, and have a small part of the budget
     *   - later, what would grow beyond the budget waits, and the feed with it, since what is under way comes first
     *
     * What the consumer needs next waits for nothing. In completion order nothing is needed next; there a chunk goes on in any
     * case where no other is ready or on its way behind the feed. So the budget never stops the loader.
     */

    /** Where several shards are read side by side, those further back leave the rest of the budget to the first. */
    private static final double AHEAD = 0.75;

    private static final double WHILE_UNKNOWN = 1.0 / 8;

    private final boolean ordered;
    private final Pace pace;
    private final ByteBudget budget;
    private final Outlet outlet;

    /** By group. */
    private final List<Team> teams;

    Room(boolean ordered, Pace pace, ByteBudget budget, Outlet outlet, List<Team> teams) {
        this.ordered = ordered;
        this.pace = pace;
        this.budget = budget;
        this.outlet = outlet;
        this.teams = teams;
    }

    @Override
    public boolean admits(long position, long bytes, boolean ahead) {
        return (!laterHeld() && budget.fits(bytes, ahead ? AHEAD : pace.knowsAll() ? 1 : WHILE_UNKNOWN))
                || outlet.empty()
                || outlet.isNext(position);
    }

    /** Whether a chunk waits before a later group because of what it would grow. */
    boolean laterHeld() {
        for (int group = 1; group < teams.size(); group++) {
            if (teams.get(group).held) {
                return true;
            }
        }
        return false;
    }

    /** Whether a later group may begin with a chunk. */
    boolean admits(int group, Run run) {
        return outlet.isNext(run.position)
                || !pace.knows(group)
                || more(group, run) == 0
                || budget.fits(more(group, run), 1)
                || (!ordered && outlet.nothingReady() && laterIdle());
    }

    /** A later group begins with a chunk: what that will take is charged. */
    void begins(int group, Run run) {
        charge(run, run.chargedBytes + more(group, run));
    }

    private long more(int group, Run run) {
        return Math.max(0, pace.laterBytes(group, run.rawBytesLeft()) - run.chargedBytes);
    }

    private boolean laterIdle() {
        for (int group = 1; group < teams.size(); group++) {
            if (teams.get(group).busy()) {
                return false;
            }
        }
        return true;
    }

    /** A group is done with a chunk, which takes so many bytes now. Returns whether there is more room than before. */
    boolean done(Run run, long rawBytes, long bytes) {
        long before = run.chargedBytes;
        charge(run, Math.max(bytes, pace.laterBytes(run.group + 1, rawBytes)));
        return run.chargedBytes < before;
    }

    private void charge(Run run, long bytes) {
        budget.add(bytes - run.chargedBytes);
        run.chargedBytes = bytes;
    }
}
