package io.narrows.data.pipeline;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive samples of a shard that one worker reads with one cursor, because starting in their midst would mean to
 * decompress what lies before. {@link #next} is planned under the scheduler's lock, the cursor is the worker's.
 */
final class Stretch {
    final int shard;
    final int end;

    /** Its first position, by which stretches are told apart. */
    final long position;

    private final int begin;

    /** The first sample that is in no chunk yet. Under the scheduler's lock. */
    int next;

    private @Nullable ShardCursor cursor;
    private @Nullable Shard opened;
    private int cursorAt;

    Stretch(int shard, int begin, int end, long position) {
        this.shard = shard;
        this.begin = begin;
        this.next = begin;
        this.end = end;
        this.position = position;
    }

    /** The position of a sample in it. */
    long positionOf(int index) {
        return position + index - begin;
    }

    /** A cursor whose next sample is this one. By the worker. */
    ShardCursor cursorAt(int index, OpenShards shards) throws IOException, InterruptedException {
        ShardCursor at = cursor;
        if (at == null || cursorAt > index) {
            close(shards);
            Shard shardOf = shards.take(shard);
            opened = shardOf;
            at = shardOf.read(index, end);
            cursor = at;
            cursorAt = index;
        }
        while (cursorAt < index) { // somebody else did these
            cursorAt++;
            if (!passes(at)) {
                break;
            }
        }
        return at;
    }

    /** Steps over a sample that is somebody else's. What is wrong with that alone is theirs to tell. */
    private static boolean passes(ShardCursor at) throws IOException, InterruptedException {
        try {
            return at.next();
        } catch (ShardException e) {
            if (e.continues()) {
                return true;
            }
            throw e;
        }
    }

    /** The cursor was stepped so far. By the worker. */
    void steppedTo(int index) {
        cursorAt = index;
    }

    /** By the worker. Calling it again does nothing. */
    void close(OpenShards shards) {
        ShardCursor at = cursor;
        cursor = null;
        if (at != null) {
            at.close();
        }
        if (opened != null) {
            opened = null;
            shards.giveBack(shard);
        }
    }
}
