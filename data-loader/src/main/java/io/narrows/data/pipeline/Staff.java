package io.narrows.data.pipeline;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/** How many workers each group has, and is to have. Thread-safe by the scheduler's lock. */
final class Staff {
    /*
     * Who is one too many is settled where it is found out, under the lock: it no longer counts as a worker from then on, though
     * its thread still gives back what it has. So no other takes itself for one too many in its place, and one that is wanted again
     * is a new one. Threads are counted besides, since the last of them closes the shards.
     */
    private final ReentrantLock lock;
    private final List<Team> teams;
    private final IntPredicate needed;
    private int threads;

    /** @param needed whether there will be anything to do for a group; called under the lock */
    Staff(ReentrantLock lock, List<Team> teams, IntPredicate needed) {
        this.lock = lock;
        this.teams = teams;
        this.needed = needed;
    }

    /** Whether the worker that asks is one too many: it is to end then, and counts no more. Under the lock. */
    boolean dismisses(Team team) {
        if (team.workers <= team.wanted) {
            return false;
        }
        team.workers--;
        team.work.signal(); // it may have been woken for something
        return true;
    }

    /** How many workers a group is to have; those that are too many end after their chunk. Returns how many are missing. */
    int want(int group, int workers) {
        lock.lock();
        try {
            Team team = teams.get(group);
            team.wanted = workers;
            team.work.signalAll();
            return needed.test(group) ? Math.max(0, workers - team.workers) : 0;
        } finally {
            lock.unlock();
        }
    }

    int wanted(int group) {
        lock.lock();
        try {
            return teams.get(group).wanted;
        } finally {
            lock.unlock();
        }
    }

    /** A worker begins. */
    void joined(int group) {
        lock.lock();
        try {
            teams.get(group).workers++;
            threads++;
        } finally {
            lock.unlock();
        }
    }

    /** A worker that was to begin could not; the group makes do with those that it has. Returns as {@link #left}. */
    int missed(int group) {
        lock.lock();
        try {
            Team team = teams.get(group);
            team.workers--;
            team.wanted = Math.max(1, team.workers);
            return --threads;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A worker has ended.
     *
     * @param dismissed whether it was one too many
     * @return how many threads are left in all groups
     */
    int left(int group, boolean dismissed) {
        lock.lock();
        try {
            teams.get(group).workers -= dismissed ? 0 : 1;
            return --threads;
        } finally {
            lock.unlock();
        }
    }
}
