package io.narrows.server.model.search;

import io.narrows.server.model.minilm.Assignment;
import java.util.List;

/** Tries assignments. Belongs to one thread. */
public interface Trials {

    /** Which texts are asked. */
    enum Part {
        /** Those that tell what each unit costs. */
        CHOSEN_BY,
        /** Those that an assignment must hold for as well, because it was made for the ones before. */
        CHECKED_BY,
        /** Those that decide nothing. */
        HELD_OUT
    }

    /** How far an assignment agrees with all floats on which texts are alike, see {@link PairSimilarities#agreement}. */
    double agreement(Assignment assignment, Part part);

    /**
     * How long forwards take, the assignments in turn, so that what disturbs one disturbs the others too.
     *
     * @return for each assignment the times of its rounds, in ns
     */
    long[][] timesNs(List<Assignment> assignments, int rounds);
}
