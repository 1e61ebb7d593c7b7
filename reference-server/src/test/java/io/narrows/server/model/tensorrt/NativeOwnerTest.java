package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeOwnerTest {
    private final List<String> released = new ArrayList<>();

    @Test
    void releasesTheLastFirstAndEachOnce() {
        NativeOwner owner = new NativeOwner();
        assertEquals("builder", owner.own("builder", released::add));
        owner.own("network", released::add);
        owner.own("parser", released::add);
        assertEquals(List.of(), released);
        owner.close();
        owner.close();
        assertEquals(List.of("parser", "network", "builder"), released);
    }

    @Test
    void releasesTheRestWhereOneCannotBe() {
        NativeOwner owner = new NativeOwner();
        owner.own("first", released::add);
        IllegalStateException early = new IllegalStateException("early");
        IllegalStateException late = new IllegalStateException("late");
        owner.own("bad", object -> {
            throw late;
        });
        owner.own("second", released::add);
        owner.own("worse", object -> {
            throw early;
        });
        IllegalStateException thrown = assertThrows(IllegalStateException.class, owner::close);
        assertSame(early, thrown);
        assertSame(late, thrown.getSuppressed()[0]);
        assertEquals(List.of("second", "first"), released);
    }

    @Test
    void whatComesTooLateIsReleasedAtOnce() {
        NativeOwner owner = new NativeOwner();
        owner.close();
        assertThrows(IllegalStateException.class, () -> owner.own("late", released::add));
        assertEquals(List.of("late"), released);
    }

    @Test
    void anExceptionInBetweenReleasesWhatWasOwned() {
        assertThrows(IllegalArgumentException.class, () -> {
            try (NativeOwner owner = new NativeOwner()) {
                owner.own("builder", released::add);
                owner.own("network", released::add);
                throw new IllegalArgumentException("parsing failed");
            }
        });
        assertEquals(List.of("network", "builder"), released);
    }
}
