package io.narrows.data.source;

import com.dynatrace.hash4j.hashing.HashSink;
import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashStream32;
import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * What a file's bytes are known to hash to.
 *
 * <p>Algorithms go by the names that Python's {@code hashlib} and {@code xxhash} have for them, because indexes of shards
 * are written with these: {@code md5}, {@code sha1}, {@code sha224}, {@code sha256}, {@code sha384}, {@code sha512},
 * {@code sha3_224} to {@code sha3_512}, {@code xxh32}, {@code xxh64}, {@code xxh3_64}, {@code xxh3_128}, also called
 * {@code xxh128}, and {@code crc32}. Others, as {@code blake2b}, can be named but not {@linkplain #canBeChecked() checked}.
 *
 * @param algorithm its name
 * @param hex its value in hexadecimal digits
 */
public record FileHash(String algorithm, String hex) {
    private static final int PIECE_BYTES = 256 << 10;

    /** By cost, the cheapest first. Damage is found by any of them. */
    private static final List<String> BY_COST = List.of(
            "xxh3_64",
            "xxh3_128",
            "xxh128",
            "xxh64",
            "xxh32",
            "crc32",
            "sha1",
            "sha256",
            "sha224",
            "md5",
            "sha512",
            "sha384",
            "sha3_224",
            "sha3_256",
            "sha3_384",
            "sha3_512");

    private static final Map<String, String> JDK_NAMES = Map.ofEntries(
            Map.entry("md5", "MD5"),
            Map.entry("sha1", "SHA-1"),
            Map.entry("sha224", "SHA-224"),
            Map.entry("sha256", "SHA-256"),
            Map.entry("sha384", "SHA-384"),
            Map.entry("sha512", "SHA-512"),
            Map.entry("sha3_224", "SHA3-224"),
            Map.entry("sha3_256", "SHA3-256"),
            Map.entry("sha3_384", "SHA3-384"),
            Map.entry("sha3_512", "SHA3-512"));

    public FileHash {
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /** Whether its algorithm is one that can be computed here. */
    public boolean canBeChecked() {
        return canBeChecked(algorithm);
    }

    /** Whether the algorithm of this name can be computed here. */
    public static boolean canBeChecked(String algorithm) {
        return BY_COST.contains(algorithm);
    }

    /** The one of several that costs least to check; empty when none of them can be checked. */
    public static Optional<FileHash> cheapest(Collection<FileHash> hashes) {
        return hashes.stream()
                .filter(FileHash::canBeChecked)
                .min((a, b) -> Integer.compare(BY_COST.indexOf(a.algorithm), BY_COST.indexOf(b.algorithm)));
    }

    /**
     * Starts hashing.
     *
     * @throws IllegalArgumentException when the algorithm is none that can be computed here
     */
    public static RunningHash start(String algorithm) {
        return switch (algorithm) {
            case "xxh32" -> {
                HashStream32 stream = Hashing.xxh32().hashStream();
                yield new Xxh(stream, () -> HexFormat.of().toHexDigits(stream.getAsInt()));
            }
            case "xxh64" -> xxh(Hashing.xxh64());
            case "xxh3_64" -> xxh(Hashing.xxh3_64());
            case "xxh3_128", "xxh128" -> {
                HashStream128 stream = Hashing.xxh3_128().hashStream();
                yield new Xxh(stream, () -> hex(stream.get()));
            }
            case "crc32" -> new Crc();
            default -> new Jdk(algorithm);
        };
    }

    /**
     * Reads a whole file and hashes it.
     *
     * @throws IllegalArgumentException when the algorithm is none that can be computed here
     */
    public static FileHash of(DataFile file, String algorithm) throws IOException, InterruptedException {
        RunningHash hash = start(algorithm);
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, file.size())];
        for (long place = 0; place < file.size(); ) {
            if (Thread.interrupted()) { // which reading a file does not always look at
                throw new InterruptedException("interrupted while " + file.name() + " was hashed");
            }
            int length = (int) Math.min(piece.length, file.size() - place);
            file.read(place, piece, 0, length);
            hash.update(piece, 0, length);
            place += length;
        }
        return new FileHash(algorithm, hash.hex());
    }

    @Override
    public String toString() {
        return algorithm + " " + hex;
    }

    private static RunningHash xxh(Hasher64 hasher) {
        HashStream64 stream = hasher.hashStream();
        return new Xxh(stream, () -> HexFormat.of().toHexDigits(stream.getAsLong()));
    }

    private static String hex(HashValue128 value) {
        return HexFormat.of().toHexDigits(value.getMostSignificantBits())
                + HexFormat.of().toHexDigits(value.getLeastSignificantBits());
    }

    private record Xxh(HashSink stream, Supplier<String> value) implements RunningHash {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            stream.putBytes(bytes, offset, length);
        }

        @Override
        public String hex() {
            return value.get();
        }
    }

    private static final class Crc implements RunningHash {
        private final CRC32 crc = new CRC32();

        @Override
        public void update(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
        }

        @Override
        public String hex() {
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }

    private static final class Jdk implements RunningHash {
        private final MessageDigest digest;

        Jdk(String algorithm) {
            String name = JDK_NAMES.get(algorithm);
            if (name == null) {
                throw new IllegalArgumentException(
                        "hash \"" + algorithm + "\": cannot be computed here, only " + String.join(", ", BY_COST));
            }
            try {
                digest = MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalArgumentException("hash \"" + algorithm + "\": this JVM has no " + name, e);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
