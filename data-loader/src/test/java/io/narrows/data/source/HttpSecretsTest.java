package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.FaultyServer.Stored;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signatures and headers go to the server that they are for, and into no message. */
@Timeout(60)
class HttpSecretsTest extends HttpTests {
    @Test
    void followsRedirectsAndTakesHeadersNowhereElse() throws Exception {
        try (FaultyServer elsewhere = new FaultyServer();
                HttpSource source =
                        source(builder().header("Authorization", "Bearer hush").build())) {
            elsewhere.put("a.mds", new Stored(BYTES));
            server.next(FaultyServer.status(302, "Location", elsewhere.url() + "a.mds?signature=x"));
            try (DataFile file = source.open("a.mds")) {
                assertEquals(BYTES.length, file.size());
            }
            assertNotNull(server.requests().get(0).headers().get("Authorization"));
            assertEquals("signature=x", elsewhere.requests().get(0).query());
            assertFalse(elsewhere.requests().get(0).headers().containsKey("Authorization"));

            FaultyServer.Fault[] loop = new FaultyServer.Fault[20];
            Arrays.fill(loop, FaultyServer.status(302, "Location", "a.mds"));
            server.next(loop);
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertTrue(e.getMessage().endsWith("more than 5 redirects"), e.getMessage());
        }
    }

    @Test
    void signsEveryRequestAndShowsNoSignature() throws Exception {
        AtomicInteger count = new AtomicInteger();
        HttpSource source = new HttpSource(
                "bucket",
                name -> URI.create(server.url() + name + "?X-Signature=secret" + count.incrementAndGet()),
                options(),
                waitsMs::add);
        try (source) {
            try (DataFile file = source.open("a.mds")) {
                read(file, 100_000, 100);
                assertEquals("X-Signature=secret1", server.requests().get(0).query());
                assertEquals("X-Signature=secret2", server.requests().get(1).query());
                FaultyServer.Fault[] faults = new FaultyServer.Fault[30];
                Arrays.fill(faults, FaultyServer.cutAfter(0));
                server.next(faults);
                assertHidden(assertThrows(IOException.class, () -> read(file, 200_000, 100)));
            }
            server.close();
            assertHidden(assertThrows(IOException.class, () -> source.open("a.mds")));
        }
        URI userInfo = URI.create("http://user:secret@127.0.0.1:1/x?secret");
        try (HttpSource closed = HttpSource.below(userInfo, builder().retries(0).build())) {
            assertEquals("http://127.0.0.1:1/x", closed.location());
            assertHidden(assertThrows(IOException.class, () -> closed.open("a.mds")));
        }
        assertHidden(assertThrows(
                IllegalArgumentException.class, () -> HttpSource.below(URI.create("s3://bucket/x?secret"), options())));
    }

    private static void assertHidden(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        assertFalse(text.toString().contains("secret"), text.toString());
    }
}
