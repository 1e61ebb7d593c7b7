package io.narrows.server.batching.planning;

import java.util.List;
import java.util.Locale;

/**
 * Serve these now. Immutable.
 *
 * @param members at least one, the one that leads first
 * @param lead why that one leads
 * @param end why there are no more
 */
public record BatchCut<T extends Pending>(List<T> members, Lead lead, End end) implements Plan<T> {
    public BatchCut {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a batch has no members; it needs at least one");
        }
    }

    /** What the batch asks of the model: one member's own forwards, or all members' texts in one. */
    public Work work() {
        if (members.size() == 1) {
            return members.get(0).work();
        }
        int texts = 0;
        int longest = 0;
        long tokens = 0;
        for (T member : members) {
            texts += member.work().texts();
            longest = Math.max(longest, member.work().longest());
            tokens += member.work().tokens();
        }
        return Work.together(texts, longest, tokens);
    }

    /** Why the first member was chosen. The codes are part of the log's format: they stay. */
    public enum Lead {
        /** It was first in order of priority and arrival. */
        ORDER(1),
        /** It and those like it are done soonest, for what they are. */
        SOONEST(2),
        /** It had waited longer than the age bound. */
        AGE(3),
        /** It would have missed its deadline behind others. */
        DEADLINE(4);

        private final int code;

        Lead(int code) {
            this.code = code;
        }

        /** The number in traces. */
        public int code() {
            return code;
        }

        /** The name in meters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a batch has no more members. The codes are part of the log's format: they stay. */
    public enum End {
        /** Nothing else waited. */
        EMPTY(1),
        /** The next one would have been above the maximum. */
        FULL(2),
        /** One more would have delayed the members by more than it saved: it is too long, or too unlike in length. */
        COST(3),
        /** With one more a member would have missed its deadline or the latency goal. */
        GOAL(4),
        /** Those that waited had another priority. */
        PRIORITY(5),
        /** Its first member had waited for the whole delay. */
        DELAY(6),
        /** Batching is off. */
        OFF(7),
        /** The request, or each that waited, takes several forwards on its own. */
        ALONE(8),
        /** Those that waited have other shapes, and cannot be joined to it. */
        SHAPE(9);

        private final int code;

        End(int code) {
            this.code = code;
        }

        /** The number in traces. */
        public int code() {
            return code;
        }

        /** The name in meters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
