package io.narrows.data.shard;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;

/** Files in memory; the thread that reads is interrupted at a given read, and as with a mapped file nothing looks at that. */
final class InterruptingSource implements Source {
    private final FilesInMemory files;
    private int readsLeft;

    InterruptingSource(FilesInMemory files, int readsLeft) {
        this.files = files;
        this.readsLeft = readsLeft;
    }

    @Override
    public DataFile open(String name) throws IOException {
        DataFile file = files.open(name);
        return new DataFile() {
            @Override
            public String name() {
                return file.name();
            }

            @Override
            public long size() {
                return file.size();
            }

            @Override
            public void read(long position, byte[] target, int offset, int length)
                    throws IOException, InterruptedException {
                file.read(position, target, offset, length);
                if (--readsLeft == 0) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public String location() {
        return "memory";
    }
}
