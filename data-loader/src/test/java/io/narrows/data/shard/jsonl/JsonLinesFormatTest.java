package io.narrows.data.shard.jsonl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class JsonLinesFormatTest {
    private static List<String> read(String name, byte[] bytes) throws IOException, InterruptedException {
        FilesInMemory files = new FilesInMemory().put(name, bytes);
        try (Shard shard = new JsonLinesFormat().open(files, files.open(name))) {
            return Samples.all(shard);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Example
    void everyLineIsASample() throws Exception {
        byte[] lines = utf8("\n{\"a\":1}\r\n\n  {\"b\":2}  \n \t\r\n{\"c\":3}");
        List<String> expected = List.of("0 json={\"a\":1}", "1 json={\"b\":2}", "2 json={\"c\":3}");
        assertEquals(expected, read("s.jsonl", lines));
        assertEquals(expected, read("s.jsonl.gz", gzip(lines)));
        assertEquals(expected, read("s.jsonl.zst", Zstd.compress(lines)));
        assertEquals(List.of("0 json=1"), read("s.jsonl", utf8("\ufeff1\n")));
        assertEquals(List.of(), read("s.jsonl", new byte[0]));
        assertEquals(List.of(), read("s.jsonl", utf8("\n \n")));
    }

    @Example
    void linesLongerThanWhatIsReadAtOnce() throws Exception {
        String line = "x".repeat(700_000);
        assertEquals(
                List.of("0 json=" + line, "1 json=" + line, "2 json=1"),
                read("s.jsonl.gz", gzip(utf8(line + "\n" + line + "\n1\n"))));
    }

    @Example
    void whatIsCutOffIsALastSample() throws Exception {
        byte[] zipped = gzip(utf8("{\"a\":1}\n".repeat(200_000)));
        byte[] cut = java.util.Arrays.copyOf(zipped, zipped.length - 6);
        List<String> samples = read("s.jsonl.gz", cut);
        assertEquals(200_001, samples.size());
        assertTrue(samples.get(200_000)
                .endsWith("has a compressed block at 0 of the file, in the middle of which the file ends"));
    }

    @Property(tries = 300)
    void anyLinesComeBack(
            @ForAll @Size(max = 40) List<@StringLength(max = 40) @Chars({'a', 'b', ' ', '\r', 'é'}) String> lines,
            @ForAll boolean ended)
            throws Exception {
        List<String> expected = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty()) {
                expected.add(expected.size() + " json=" + new String(utf8(text), StandardCharsets.ISO_8859_1));
            }
        }
        byte[] bytes = utf8(String.join("\n", lines) + (ended ? "\n" : ""));
        assertEquals(expected, read("s.jsonl", bytes));
        assertEquals(expected, read("s.jsonl.zst", Zstd.compress(bytes)));
    }
}
