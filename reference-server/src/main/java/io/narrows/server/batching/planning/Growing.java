package io.narrows.server.batching.planning;

import io.narrows.server.batching.planning.BatchCut.End;
import io.narrows.server.batching.planning.BatchCut.Lead;
import java.util.ArrayList;
import java.util.List;

/** A batch that takes in others around its first member. Not thread-safe. */
final class Growing<T extends Pending> {
    private final View<T> view;
    private final BatchRules rules;
    private final List<T> peers;
    private final List<T> members = new ArrayList<>();
    private int texts;
    private int longest;
    private double ns;
    private long latestEndNs = Long.MAX_VALUE;
    private int above;
    private final int first;

    private End end;

    /**
     * A batch of one.
     *
     * @param peers those that may be in it, by length and then by age
     * @param first place of the first member among them
     */
    Growing(View<T> view, BatchRules rules, List<T> peers, int first) {
        this.view = view;
        this.rules = rules;
        this.peers = peers;
        T seed = peers.get(first);
        Work work = seed.work();
        members.add(seed);
        texts = work.texts();
        longest = work.longest();
        ns = view.cost().ns(work);
        latestEndNs = latestEnd(seed);
        above = first + 1;
        this.first = first;
        end = work.shares() ? End.EMPTY : End.ALONE;
    }

    List<T> members() {
        return members;
    }

    int texts() {
        return texts;
    }

    int longest() {
        return longest;
    }

    /** What it takes, in ns. */
    double ns() {
        return ns;
    }

    boolean hasRoom() {
        return texts < rules.maxTexts() && end != End.ALONE;
    }

    BatchCut<T> cut(Lead lead) {
        if (members.size() == view.waiting().size()) {
            end = texts >= rules.maxTexts() ? End.FULL : End.EMPTY;
        } else if (end == End.EMPTY) {
            end = peers.size() > members.size() ? End.ALONE : End.PRIORITY;
        }
        return new BatchCut<>(members, lead, end);
    }

    private void growLonger() {
        while (above < peers.size() && (!peers.get(above).work().shares() || joins(peers.get(above)))) {
            above++;
        }
    }

    /** Takes in whatever is nearest in length. */
    void grow() {
        if (end == End.ALONE) {
            return;
        }
        // Shorter ones first: they do not make the others longer.
        growShorter();
        growLonger();
    }

    private void growShorter() {
        int to = first;
        while (to > 0) {
            int from = to - 1;
            int length = peers.get(from).work().longest();
            while (from > 0 && peers.get(from - 1).work().longest() == length) {
                from--;
            }
            for (int i = from; i < to; i++) {
                if (peers.get(i).work().shares() && !joins(peers.get(i))) {
                    return;
                }
            }
            to = from;
        }
    }

    private boolean joins(T one) {
        Work work = one.work();
        int more = texts + work.texts();
        int length = Math.max(longest, work.longest());
        double together = view.cost().ns(more, length);
        double delay = together - ns;
        double saved = ns + view.cost().ns(work) - together;
        int behind = view.waiting().size() - members.size();
        End no = null;
        if (more > rules.maxTexts()) {
            no = End.FULL;
        } else if (members.size() * delay >= saved * behind) {
            no = End.COST;
        } else if (endsLate(together, Math.min(latestEndNs, latestEnd(one)))) {
            no = End.GOAL;
        }
        if (no != null) {
            end = no;
            return false;
        }
        members.add(one);
        texts = more;
        longest = length;
        ns = together;
        latestEndNs = Math.min(latestEndNs, latestEnd(one));
        return true;
    }

    /** Whether a member would come too late that would not without the one that joins. */
    private boolean endsLate(double together, long latestNs) {
        return view.nowNs() + (long) together > latestNs && view.nowNs() + (long) ns <= latestNs;
    }

    private long latestEnd(T one) {
        return Math.min(one.deadlineNs(), one.arrivedNs() + rules.goalNs());
    }
}
