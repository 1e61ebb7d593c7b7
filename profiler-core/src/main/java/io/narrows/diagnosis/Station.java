package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue stage and what its workers do. Immutable.
 *
 * @param queue the stage in which requests wait
 * @param stages what a worker does for a request, in order
 * @param batching whether a worker serves several requests at once
 * @param workers as the service stated, otherwise the most executions at once
 * @param utilisation part of the time of the workers in which they worked, 0 to 1
 */
record Station(Draft.Place queue, List<String> stages, boolean batching, int workers, double utilisation) {

    /*
     * The stage that mostly follows the queue is the worker's. Later stages are the worker's too as long as the whole is not
     * executed more often at once than that stage alone: another thread would take the next request meanwhile. Workers are the
     * most executions at once, which is too few where all of them were never busy, and such a station needs no more of them.
     */

    /** Names of the stages of a worker, with their queue. */
    List<String> all() {
        List<String> all = new ArrayList<>(List.of(queue.stage()));
        all.addAll(stages);
        return all;
    }

    /** Finds the stations of a run: as the replay knows them, else by what follows the stages in which requests wait. */
    static List<Station> of(
            Requests requests, List<Evidence.StageShare> shares, Replay replay, Map<String, String> environment) {
        List<Station> stations = new ArrayList<>();
        for (Evidence.StageShare share : shares) {
            io.narrows.whatif.Station replayed = replay.station(share.name());
            Station station = null;
            if (replayed != null) {
                station = new Station(
                        share.place(),
                        replayed.stages(),
                        replayed.batching(),
                        replayed.workers(),
                        replayed.utilisation());
            } else if (share.role() == Role.WAIT) {
                station = behind(requests, share.place(), environment);
            }
            if (station != null) {
                stations.add(station);
            }
        }
        return stations;
    }

    private static @Nullable Station behind(Requests requests, Draft.Place queue, Map<String, String> environment) {
        List<String> stages = new ArrayList<>();
        String after = queue.stage();
        Crowd crowd = null;
        while (true) {
            String next = requests.after(after);
            if (next == null
                    || stages.contains(next)
                    || Role.of(next, requests.segment(next)).waits()) {
                break;
            }
            stages.add(next);
            Crowd longer = new Crowd(requests, stages);
            if (crowd != null && (longer.most() > crowd.most() || longer.batching() != crowd.batching())) {
                stages.remove(stages.size() - 1);
                break;
            }
            crowd = longer;
            after = next;
        }
        if (crowd == null || crowd.most() == 0) {
            return null;
        }
        int stated = stated(environment.get("station." + queue.stage() + ".workers"));
        int workers = Math.max(stated, crowd.most());
        return new Station(
                queue, List.copyOf(stages), crowd.batching(), workers, crowd.utilisation() * crowd.most() / workers);
    }

    private static int stated(@Nullable String number) {
        try {
            return number == null ? 0 : Integer.parseInt(number.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
