package io.narrows.server.model.cache;

import io.narrows.server.model.PrepareListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that opens a prepared folder; making its file takes until the process is told to go on. */
final class PreparingProcess {
    private PreparingProcess() {}

    public static void main(String[] args) {
        PreparedFolder.open(Path.of(args[0]), new Slow(), new PrepareListener() {
            @Override
            public void progress(String step, long done, long total) {}

            @Override
            public void notice(String line) {
                System.out.println(line);
            }
        });
        System.out.println("opened");
    }

    private static final class Slow implements Recipe {
        @Override
        public String name() {
            return "slow-1";
        }

        @Override
        public String source() {
            return "none";
        }

        @Override
        public List<String> files() {
            return List.of("a");
        }

        @Override
        public void make(Path folder, PrepareListener listener) throws IOException {
            Files.writeString(folder.resolve("a"), "half");
            System.out.println("making");
            if (System.in.read() < 0) {
                throw new IOException("the test ended");
            }
            Files.writeString(folder.resolve("a"), "whole");
        }
    }
}
