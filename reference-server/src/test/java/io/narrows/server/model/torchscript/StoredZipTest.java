package io.narrows.server.model.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredZipTest {
    private static final int LOCAL_HEADER_BYTES = 30;

    @TempDir
    private Path folder;

    @Test
    void anotherReaderFindsEveryEntry() throws IOException {
        Map<String, byte[]> entries = entries();
        Path file = Files.write(folder.resolve("a.zip"), zip(entries));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertEquals(entries.size(), zip.size());
            assertEquals(
                    entries.keySet().stream().toList(),
                    Collections.list(zip.entries()).stream()
                            .map(ZipEntry::getName)
                            .toList());
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry found = zip.getEntry(entry.getKey());
                assertEquals(ZipEntry.STORED, found.getMethod());
                // Reading checks the CRC.
                assertArrayEquals(entry.getValue(), zip.getInputStream(found).readAllBytes());
            }
        }
    }

    @Test
    void contentsStartAtMultiplesOf64() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(zip(entries())).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        int count = 0;
        while (bytes.getInt(at) == 0x04034b50) {
            int content = at + LOCAL_HEADER_BYTES + bytes.getShort(at + 26) + bytes.getShort(at + 28);
            assertEquals(0, content % 64, "content of entry " + count);
            assertEquals(bytes.getInt(at + 18), bytes.getInt(at + 22), "sizes of a stored entry");
            at = content + bytes.getInt(at + 18);
            count++;
        }
        assertEquals(entries().size(), count);
        assertEquals(0x02014b50, bytes.getInt(at), "the directory follows the last entry");
    }

    @Test
    void sameEntriesGiveSameBytes() throws IOException {
        assertArrayEquals(zip(entries()), zip(entries()));
    }

    @Test
    void contentOfAnotherLengthIsRefused() {
        StoredZip zip = new StoredZip(Channels.newChannel(new ByteArrayOutputStream()));
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> zip.add("m/data/0", 8, sink -> sink.take(ByteBuffer.allocate(4))));
        assertEquals("m/data/0 has 4 bytes, must have 8", e.getMessage());
    }

    private static Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int size : new int[] {0, 1, 63, 64, 65, 1000}) {
            byte[] content = new byte[size];
            for (int i = 0; i < size; i++) {
                content[i] = (byte) (i * 31 + size);
            }
            entries.put("top/" + "x".repeat(size % 40) + size, content);
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StoredZip zip = new StoredZip(Channels.newChannel(out));
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            zip.add(entry.getKey(), entry.getValue());
        }
        zip.finish();
        return out.toByteArray();
    }
}
