package io.narrows.data.profile;

import io.narrows.profiler.NanoClock;

/**
 * Where one worker's time goes. The worker says what it begins; the clock is read once for each change, and what ends and
 * what begins share the reading, so its time is conserved: waiting, service, blocked and a remainder, which is time in no
 * state, make the wall.
 *
 * <p>Lifecycle: made by the worker's own thread ({@link LoaderMeters#worker}), which then looks for work and is in no state;
 * {@link #waitIn}, {@link #waitIo} or {@link #blockedMemory} before it sleeps, whatever it was woken for until it has some; for
 * each chunk {@link #begin}, {@link #service} for each further stage, {@link #split}, {@link #blockedOut} where it is held back,
 * {@link #end}; {@link #close} at last. Used by that thread alone; read by any.
 */
public final class WorkerClock implements AutoCloseable {
    private static final int START = 0;
    private static final int SINCE = 1;
    private static final int STATE = 2;
    private static final int CHUNKS = 3;
    private static final int SAMPLES = 4;
    private static final int BYTES = 5;
    private static final int CPU = 6;
    private static final int NO_CORE = 7;
    private static final int ENDED = 8;
    private static final int WAIT_IN = 9;
    private static final int BLOCKED_MEMORY = 10;
    private static final int BLOCKED_OUT = 11;
    private static final int NONE = 12;
    private static final int WAIT_IO = 13;
    private static final int FIRST_STAGE = 14;

    /** The kernel is asked about the thread at most this often. */
    private static final long ASK_EVERY_NS = 10_000_000;

    /** Stands for none, and is never written. */
    private static final ChunkTimes NO_CHUNK = new ChunkTimes();

    private final NanoClock clock;
    private final int group;
    private final Cells cells;
    private final RunDelay delay;
    private final long startCpuNs;
    private final long startDelayNs;

    /** The journal that is written: that of its chunk, or of what it does ahead for others. */
    private ChunkTimes chunk = NO_CHUNK;

    private boolean hasChunk;
    private boolean ahead;
    private long splitReadNs;
    private long splitDecompressNs;

    private long askedNs;
    private long askedServiceNs;
    private long askedDelayNs;
    private double noCorePart;

    private long servedFromNs = Long.MIN_VALUE;
    private long servedUntilNs;
    private long servedIoNs;
    private long ioBeforeNs;
    private long blockedBeforeNs;
    private long waitIoBeforeNs;

    WorkerClock(NanoClock clock, int group, int stages, RunDelay delay) {
        this.clock = clock;
        this.group = group;
        this.delay = delay;
        cells = new Cells(FIRST_STAGE + stages);
        startCpuNs = delay.ranNs();
        startDelayNs = delay.waitedNs();
        askedDelayNs = startDelayNs;
        long now = clock.nanoTime();
        askedNs = now;
        servedUntilNs = now;
        cells.begin();
        cells.set(START, now);
        cells.set(SINCE, now);
        cells.set(STATE, NONE);
        cells.end();
    }

    /** The worker is about to sleep until there is a chunk. Where it does so already, this costs nothing. */
    public void waitIn() {
        wait(WAIT_IN);
    }

    /** The same, and there will be none before another worker has opened or read something. */
    public void waitIo() {
        wait(WAIT_IO);
    }

    private void wait(int state) {
        if (cells.get(STATE) != state) {
            to(state, clock.nanoTime());
        }
    }

    /**
     * The worker took a chunk up and begins with a stage.
     *
     * @param taken its journal, which this clock writes until {@link #end}
     */
    public void begin(ChunkTimes taken, int stage) {
        takeUp(taken, stage);
        ahead = false;
    }

    /**
     * The worker does something ahead of chunks that nobody has taken up: it opens a shard, or reads a part of a window. Its time
     * counts as that of a chunk, and it has none more.
     *
     * @param journal of that alone, written until {@link #end}; the chunks follow it ({@link ChunkTimes#follows})
     */
    public void beginAhead(ChunkTimes journal, int stage) {
        takeUp(journal, stage);
        ahead = true;
    }

    private void takeUp(ChunkTimes taken, int stage) {
        long now = clock.nanoTime();
        to(FIRST_STAGE + stage, now);
        chunk = taken;
        hasChunk = true;
        if (taken.rows() == taken.aheadRows()) {
            taken.before(new ChunkTimes.Before(
                    servedUntilNs,
                    servedFromNs == Long.MIN_VALUE ? 0 : part(servedIoNs, servedUntilNs - servedFromNs),
                    blockedNs() - blockedBeforeNs,
                    cells.get(WAIT_IO) - waitIoBeforeNs));
        }
        taken.cold(cells.get(CHUNKS) == 0);
        taken.enter(stage, now);
        servedFromNs = now;
        ioBeforeNs = ioNs();
    }

    /** The worker goes on with another stage of what it has. */
    public void service(int stage) {
        long now = clock.nanoTime();
        to(FIRST_STAGE + stage, now);
        if (hasChunk) {
            chunk.enter(stage, now);
        }
    }

    /**
     * Of the stage that the worker is in, so much was reading and decompressing, as a cursor tells. More than the stage took
     * counts as all of it. Call it before the stage ends.
     */
    public void split(long readNs, long decompressNs) {
        splitReadNs += Math.max(0, readNs);
        splitDecompressNs += Math.max(0, decompressNs);
    }

    /** The worker is held back by the bound on bytes, with or without a chunk. */
    public void blockedMemory() {
        blocked(BLOCKED_MEMORY, ChunkTimes.BLOCKED_MEMORY);
    }

    /** The worker cannot hand on what it has, since the next queue is full. */
    public void blockedOut() {
        blocked(BLOCKED_OUT, ChunkTimes.BLOCKED_OUT);
    }

    private void blocked(int state, int ofChunk) {
        if (cells.get(STATE) == state) {
            return;
        }
        long now = clock.nanoTime();
        to(state, now);
        if (hasChunk) {
            chunk.enter(ofChunk, now);
        }
    }

    /**
     * The worker is done with what it has: what follows is the loader's own bookkeeping, until it sleeps or begins again. Call it
     * before the chunk is handed on; where handing on has to wait, call {@link #blockedOut} in front of that.
     *
     * @param samples that it worked on
     * @param bytes of those, decoded
     */
    public void end(int samples, long bytes) {
        long now = clock.nanoTime();
        to(NONE, now);
        boolean asked = ask(now);
        cells.begin();
        cells.add(SAMPLES, samples);
        cells.add(BYTES, bytes);
        cells.add(CHUNKS, hasChunk && !ahead ? 1 : 0);
        told(asked);
        cells.end();
        servedUntilNs = now;
        servedIoNs = ioNs() - ioBeforeNs;
        blockedBeforeNs = blockedNs();
        waitIoBeforeNs = cells.get(WAIT_IO);
        if (hasChunk) {
            chunk.bytes(bytes);
            chunk.noCore(noCorePart);
            chunk.enter(ChunkTimes.QUEUED, now);
            chunk = NO_CHUNK;
            hasChunk = false;
        }
    }

    /** The worker ends; calling it again does nothing. */
    @Override
    public void close() {
        if (cells.get(ENDED) == 0) {
            long now = clock.nanoTime();
            to(NONE, now);
            askedNs = now - ASK_EVERY_NS;
            boolean asked = ask(now);
            cells.begin();
            told(asked);
            cells.set(ENDED, 1);
            cells.end();
            delay.close();
        }
    }

    private void to(int state, long now) {
        int was = (int) cells.get(STATE);
        long visitNs = now - cells.get(SINCE);
        cells.begin();
        if (splitReadNs + splitDecompressNs > 0) {
            if (was >= FIRST_STAGE) {
                visitNs -= moved(visitNs);
            }
            splitReadNs = 0;
            splitDecompressNs = 0;
        }
        cells.add(was, visitNs);
        cells.set(SINCE, now);
        cells.set(STATE, state);
        cells.end();
    }

    /** Puts what was read and decompressed where it belongs; returns how much that was. */
    private long moved(long visitNs) {
        long read = Math.min(splitReadNs, visitNs);
        long decompress = Math.min(splitDecompressNs, visitNs - read);
        cells.add(FIRST_STAGE + LoaderStages.READ, read);
        cells.add(FIRST_STAGE + LoaderStages.DECOMPRESS, decompress);
        if (hasChunk) {
            chunk.split(read, decompress);
        }
        return read + decompress;
    }

    /** Asks the kernel, now and then: takes some us, so it is done while no reader has to wait. Returns whether it told. */
    private boolean ask(long now) {
        if (now - askedNs < ASK_EVERY_NS) {
            return false;
        }
        delay.read();
        if (delay.ranNs() == RunDelay.UNKNOWN) {
            return false;
        }
        long serviceNs = serviceNs();
        noCorePart = part(delay.waitedNs() - askedDelayNs, serviceNs - askedServiceNs);
        askedNs = now;
        askedServiceNs = serviceNs;
        askedDelayNs = delay.waitedNs();
        return true;
    }

    private void told(boolean asked) {
        if (asked) {
            cells.set(CPU, delay.ranNs() - startCpuNs);
            cells.set(NO_CORE, delay.waitedNs() - startDelayNs);
        }
    }

    private long serviceNs() {
        long sum = 0;
        for (int stage = 0; stage < stages(); stage++) {
            sum += cells.get(FIRST_STAGE + stage);
        }
        return sum;
    }

    private int stages() {
        return stages(cells.length());
    }

    private static int stages(int cells) {
        return cells - FIRST_STAGE;
    }

    private long ioNs() {
        return cells.get(FIRST_STAGE + LoaderStages.OPEN) + cells.get(FIRST_STAGE + LoaderStages.READ);
    }

    private long blockedNs() {
        return cells.get(BLOCKED_MEMORY) + cells.get(BLOCKED_OUT);
    }

    private static double part(long of, long wholeNs) {
        return wholeNs <= 0 ? 0 : Math.max(0, Math.min(1, (double) of / wholeNs));
    }

    int group() {
        return group;
    }

    /** Whether the kernel tells how long the thread ran and had no core. */
    boolean knowsCpu() {
        return startCpuNs != RunDelay.UNKNOWN;
    }

    private static int state(long cell) {
        return switch ((int) cell) {
            case WAIT_IN -> ChunkTimes.QUEUED;
            case WAIT_IO -> ChunkTimes.WAIT_IO;
            case BLOCKED_MEMORY -> ChunkTimes.BLOCKED_MEMORY;
            case BLOCKED_OUT -> ChunkTimes.BLOCKED_OUT;
            default -> (int) cell - FIRST_STAGE;
        };
    }

    /** Its times so far; what it is in just now counts up to {@code nowNs}. Any thread. */
    WorkerTimes times(long nowNs) {
        long[] read = cells.read();
        boolean ended = read[ENDED] != 0;
        long now = ended ? read[SINCE] : Math.max(nowNs, read[SINCE]);
        read[(int) read[STATE]] += now - read[SINCE];
        long[] stageNs = new long[stages(read.length)];
        System.arraycopy(read, FIRST_STAGE, stageNs, 0, stageNs.length);
        return new WorkerTimes(
                ended ? WorkerTimes.ENDED : state(read[STATE]),
                now - read[START],
                read[WAIT_IN] + read[WAIT_IO],
                read[BLOCKED_MEMORY],
                read[BLOCKED_OUT],
                read[NONE],
                stageNs,
                read[CHUNKS],
                read[SAMPLES],
                read[BYTES],
                knowsCpu() ? read[CPU] : RunDelay.UNKNOWN,
                knowsCpu() ? read[NO_CORE] : RunDelay.UNKNOWN);
    }
}
