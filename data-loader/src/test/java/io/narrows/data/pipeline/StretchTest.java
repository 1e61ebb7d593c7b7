package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import org.junit.jupiter.api.Test;

/** A shard that is read along while others have done some of its samples. */
class StretchTest {
    private final MemoryShards shards = new MemoryShards(100, 1000, 200);

    private ShardCursor cursorBehind(OpenShards open, boolean continues) throws Exception {
        shards.damage =
                (shard, index) -> index == 80 ? new ShardException("shard-0", 80, "bad record", continues, null) : null;
        Stretch stretch = new Stretch(0, 0, 200, 0);
        ShardCursor cursor = stretch.cursorAt(0, open);
        for (int i = 0; i < 75; i++) {
            stretch.steppedTo(i + 1);
            assertTrue(cursor.next());
        }
        return stretch.cursorAt(100, open);
    }

    @Test
    void damageInOnesThatOthersDidIsTheirs() throws Exception {
        try (OpenShards open = new OpenShards(shards)) {
            ShardCursor cursor = cursorBehind(open, true);
            assertTrue(cursor.next());
            assertEquals(100, cursor.sample().index());
        }
    }

    @Test
    void damageThatHidesWhatFollowsIsEverybodys() throws Exception {
        try (OpenShards open = new OpenShards(shards)) {
            assertThrows(ShardException.class, () -> cursorBehind(open, false));
        }
    }
}
