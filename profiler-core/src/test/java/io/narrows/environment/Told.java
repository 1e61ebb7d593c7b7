package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.fail;

import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.ResourceSample.LaneValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Everything that lanes told, and waiting for it. Thread-safe. */
final class Told implements Consumer<LogDocument> {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(90);

    private final List<LogDocument> documents = new ArrayList<>();

    @Override
    public synchronized void accept(LogDocument document) {
        documents.add(document);
        notifyAll();
    }

    synchronized <T extends LogDocument> List<T> all(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Pause> pauses(Pause.Type type) {
        return all(Pause.class).stream().filter(pause -> pause.type() == type).toList();
    }

    /** All values of a lane added up. */
    long sum(LaneTable table, String lane) {
        return values(table, lane).stream().mapToLong(Long::longValue).sum();
    }

    /** The last value of a lane; 0 when there is none. */
    long last(LaneTable table, String lane) {
        List<Long> values = values(table, lane);
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }

    private List<Long> values(LaneTable table, String lane) {
        int number =
                table.lanes().stream().map(LaneTable.LaneEntry::name).toList().indexOf(lane);
        if (number < 0) {
            throw new IllegalArgumentException("no lane " + lane + " in " + table);
        }
        return all(ResourceSample.class).stream()
                .flatMap(sample -> sample.values().stream())
                .filter(value -> value.lane() == number)
                .map(LaneValue::value)
                .toList();
    }

    /** Waits for what must come, doing something over and over meanwhile. */
    void await(String what, Runnable meanwhile, BooleanSupplier come) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (!come.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("never came: " + what + "; told were " + all(LogDocument.class));
            }
            meanwhile.run();
            synchronized (this) {
                wait(20); // until the next document, or so
            }
        }
    }
}
