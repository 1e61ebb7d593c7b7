package io.narrows.data.transform;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.SplitMix;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which sample a {@link Transform} works on. The same object for one sample after the other; for one thread at a time. */
public final class SampleContext {
    private final EpochOrder order;
    private int shard;
    private String shardName = "";
    private int index;
    private long position;
    private int stage;
    private @Nullable RandomGenerator random;

    public SampleContext(EpochOrder order) {
        this.order = order;
    }

    /**
     * Goes to a stage of a sample.
     *
     * @param newStage the place of the stage among all, which gives it a chance of its own
     */
    public void sample(int newShard, String newShardName, int newIndex, long newPosition, int newStage) {
        shard = newShard;
        shardName = newShardName;
        index = newIndex;
        position = newPosition;
        stage = newStage;
        random = null;
    }

    /** Number of its shard in the data set, from 0. */
    public int shard() {
        return shard;
    }

    /** Name of its shard. */
    public String shardName() {
        return shardName;
    }

    /** Its number in its shard, from 0. */
    public int index() {
        return index;
    }

    /** Its place in the epoch, from 0. */
    public long position() {
        return position;
    }

    /**
     * Chance that depends on seed, epoch, position and the stage's place among the stages, and on nothing else, so a sample is
     * transformed in the same way by any thread, on any rank and after any resume.
     */
    public RandomGenerator random() {
        RandomGenerator made = random;
        if (made == null) {
            made = new SplittableRandom(SplitMix.mix(order.sampleSeed(position), stage));
            random = made;
        }
        return made;
    }
}
