package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.index.SampleIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WdsIndexTest {
    private static final String TEXT = "v1.2 3\n" //
            + "json 512 5 a.json PNG 1536 3 a.PNG\n"
            + "json 2560 3 b.json\n"
            + "json 3584 3 d/c.json\n";
    private static final List<String> ALL = List.of("a json=first png=png", "b json=two", "d/c json=333");

    private final FilesInMemory files = new FilesInMemory();
    private byte[] archive = {};

    @BeforeEach
    void anArchive() throws IOException {
        archive = Archives.posix("a.json=first", "a.PNG=png", "b.json=two", "d/c.json=333");
        files.put("x/s.v1.tar", archive);
    }

    private @Nullable SampleIndex index(String text) throws IOException, InterruptedException {
        files.put("x/s.idx", text.getBytes(StandardCharsets.UTF_8));
        return WdsIndex.read(files, files.open("x/s.v1.tar"));
    }

    @Test
    void isReadInBothVersions() throws Exception {
        for (String text : List.of(TEXT, "v1.1 3\njson 512 5 PNG 1536 3\njson 2560 3\njson 3584 3\n", TEXT.strip())) {
            SampleIndex index = index(text);
            assertNotNull(index);
            assertEquals(3, index.samples());
            assertEquals(1539, index.end(0));
            assertEquals(3587, index.end(2));
            try (Shard shard = new TarFormat().open(files, files.open("x/s.v1.tar"))) {
                assertEquals(ALL, Samples.all(shard));
            }
        }
    }

    @Test
    void filesAreGroupedByOurRuleWhereNamesAreThere() throws Exception {
        byte[] odd = Archives.posix("README=x", "a.json=first", "b.json=two");
        files.put("x/s.v1.tar", odd);
        SampleIndex index = index("v1.2 3\nREADME 512 1 README\njson 1536 5 a.json\njson 2560 3 b.json\n");
        assertNotNull(index);
        assertEquals(2, index.samples());
    }

    @Test
    void oneThatDoesNotFitIsNotUsed() throws Exception {
        for (String text : List.of(
                "",
                "v1.3 3\n",
                "v1.2 x\n",
                "v1.2 4\n" + TEXT.substring(7),
                "v1.2 2\n" + TEXT.substring(7),
                "v1.2 2\njson 512 5 a.json PNG 1536 3 a.PNG\njson 2560 3 b.json\n", // the archive has more
                TEXT.replace("3584", "3585"), // no whole block
                TEXT.replace("3584", "35840"), // behind the end
                TEXT.replace("3584 3", "3584 99999999999999999999"),
                TEXT.replace("2560", "1536"), // two in one place
                TEXT.replace("a.json PNG", "a b.json PNG"), // a space in a name
                "v1.1 1\njson 512 5 PNG 1536 3 json 2560 3 json 3584 3\n", // all in one sample
                "v1.1 3\njson 1024 5 PNG 1536 3\njson 2560 3\njson 3584 3\n", // not where files begin
                "v1.2 9000000000000000000\n")) {
            assertNull(index(text), text);
            try (Shard shard = new TarFormat().open(files, files.open("x/s.v1.tar"))) {
                assertEquals(ALL, Samples.all(shard), text);
            }
        }
    }

    @Test
    void anArchiveThatWasCutSinceIsNoticed() throws Exception {
        assertNotNull(index(TEXT));
        files.put("x/s.v1.tar", Arrays.copyOf(archive, 3000));
        assertNull(index(TEXT));
    }

    @Test
    void itsNameIsThatOfTheArchiveUpToTheFirstDot() {
        assertEquals("a.idx", WdsIndex.name("a.tar"));
        assertEquals("x.y/a.idx", WdsIndex.name("x.y/a.b.tar"));
        assertEquals(".a.idx", WdsIndex.name(".a.tar"));
        assertEquals("a.idx", WdsIndex.name("a"));
    }
}
