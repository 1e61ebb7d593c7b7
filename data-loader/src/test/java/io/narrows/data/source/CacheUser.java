package io.narrows.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Another process that shares a cache: {@code FOLDER LIMIT ROUNDS}, or {@code FOLDER LIMIT hang}. */
final class CacheUser {
    static final int FILES = 12;
    static final int FILE_BYTES = 200_000;

    private CacheUser() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long limit = Long.parseLong(arguments[1]);
        if (arguments[2].equals("hang")) {
            SlowSource source = files();
            source.hook = (name, position) -> {
                System.out.println("reading");
                Thread.sleep(Long.MAX_VALUE);
            };
            try (DataFile file = new CachedSource(source, folder, limit).open("file0")) {
                file.read(0, new byte[1], 0, 1);
            }
        } else {
            use(new CachedSource(files(), folder, limit), Integer.parseInt(arguments[2]), 99);
        }
    }

    static SlowSource files() {
        SlowSource source = new SlowSource();
        for (int i = 0; i < FILES; i++) {
            source.put("file" + i, FILE_BYTES + i);
        }
        return source;
    }

    /** Opens files at random and holds all of their bytes against what they must be. */
    static void use(Source source, int rounds, long seed) throws IOException, InterruptedException {
        SlowSource truth = files();
        Random random = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            String name = "file" + random.nextInt(FILES);
            try (DataFile file = source.open(name)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(0, bytes, 0, bytes.length);
                if (!Arrays.equals(truth.files.get(name), bytes)) {
                    throw new AssertionError(name + " has other bytes");
                }
            }
        }
    }
}
