package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.data.decode.DecodeException;
import io.narrows.data.shard.ShardException;
import io.narrows.data.source.FileChangedException;
import io.narrows.data.source.FileRefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static void assertSays(String reason, String kind, Throwable cause) {
        Fault fault = new Fault("a.tar", 7, 1, "read", cause);
        assertEquals("a.tar, sample 7, read: " + reason, fault.text());
        assertEquals(kind, fault.kind());
    }

    @Test
    void whatSpeaksForItselfIsSaidWithoutTheNameOfItsClass() {
        assertSays(
                "field \"json\": /title is no text but NUMBER",
                "not decodable",
                new DecodeException("json", "/title is no text but NUMBER"));
        assertSays("status 503, tried 6 times", "input or output", new IOException("status 503, tried 6 times"));
        assertSays("another one", "changed file", new FileChangedException("another one", null));
        assertSays("status 403", "refused file", new FileRefusedException("status 403", null));
        assertSays("wrapped", "input or output", new UncheckedIOException(new IOException("wrapped")));
    }

    @Test
    void shardAndSampleAreNamedOnce() {
        assertSays("bad record", "damaged", new ShardException("a.tar", 7, "bad record", true, null));
        assertSays("is empty", "damaged", new ShardException("a.tar", -1, "is empty", false, null));
        assertSays("a.tar, sample 8: bad", "damaged", new ShardException("a.tar", 8, "bad", true, null));
        assertSays("was closed", "input or output", new IOException("a.tar: was closed"));
    }

    @Test
    void whatIsOnlyAPathSaysWhatIsWrongWithIt() {
        assertSays("/d/a.tar: it does not exist", "missing file", new NoSuchFileException("/d/a.tar"));
        assertSays("/d/a.tar: permission denied", "refused file", new AccessDeniedException("/d/a.tar"));
        assertSays("none of that name", "missing file", new NoSuchFileException("a.tar", null, "none of that name"));
        assertSays("its bytes end too early", "cut off", new EOFException());
    }

    @Test
    void whatOthersThrowGoesByItsClass() {
        assertSays(
                "IllegalArgumentException: not this one",
                "IllegalArgumentException",
                new IllegalArgumentException("not this one"));
        assertSays("java.lang.StackOverflowError", "StackOverflowError", new StackOverflowError());
        assertEquals(
                "a.tar, samples 7 to 9, open: bad",
                new Fault("a.tar", 7, 3, "open", new ShardException("a.tar", -1, "bad", false, null)).text());
    }
}
