package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileHashTest {
    @Test
    void anInterruptEndsHashing() throws Exception {
        SlowSource source = new SlowSource().put("a", 1 << 20);
        try (DataFile file = source.open("a")) {
            assertEquals(64, FileHash.of(file, "sha256").hex().length());
            source.bytesRead.set(0);
            source.hook = (name, position) -> Thread.currentThread().interrupt();
            assertEquals(
                    "interrupted while a was hashed",
                    assertThrows(InterruptedException.class, () -> FileHash.of(file, "sha256"))
                            .getMessage());
            assertEquals(256 << 10, source.bytesRead.get());
        }
    }

    /** What Python's hashlib, zlib and xxhash print for b"abc". */
    private static final Map<String, String> ABC = Map.of(
            "md5", "900150983cd24fb0d6963f7d28e17f72",
            "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d",
            "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "sha3_256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
            "crc32", "352441c2",
            "xxh32", "32d153ff",
            "xxh64", "44bc2cf5ad770999",
            "xxh3_64", "78af5f94892f3950",
            "xxh3_128", "06b05ab6733a618578af5f94892f3950");

    @Test
    void valuesAreThoseOfTheirAlgorithms() {
        ABC.forEach((algorithm, hex) -> {
            RunningHash hash = FileHash.start(algorithm);
            hash.update("xab".getBytes(StandardCharsets.US_ASCII), 1, 2);
            hash.update("c".getBytes(StandardCharsets.US_ASCII), 0, 1);
            assertEquals(hex, hash.hex(), algorithm);
        });
        for (String algorithm : List.of("sha224", "sha384", "sha512", "sha3_224", "sha3_384", "sha3_512", "xxh128")) {
            assertTrue(FileHash.canBeChecked(algorithm));
            FileHash.start(algorithm).hex();
        }
    }

    @Test
    void whatCannotBeComputedIsSaid() {
        assertFalse(FileHash.canBeChecked("blake2b"));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> FileHash.start("blake2b"));
        assertTrue(e.getMessage().startsWith("hash \"blake2b\": cannot be computed here, only "), e.getMessage());
    }

    @Test
    void theCheapestIsChosen() {
        FileHash sha = new FileHash("sha1", "AB");
        FileHash xxh = new FileHash("xxh64", "cd");
        FileHash blake = new FileHash("blake2b", "ef");
        assertEquals(Optional.of(xxh), FileHash.cheapest(List.of(blake, sha, xxh)));
        assertEquals(Optional.of(new FileHash("sha1", "ab")), FileHash.cheapest(List.of(blake, sha)));
        assertEquals(Optional.empty(), FileHash.cheapest(List.of(blake)));
    }
}
