/**
 * What a loader knows about its own time: where each worker's goes, how long the consumer waits and why, what stands in queues,
 * what each shard takes.
 *
 * <p>{@link io.narrows.data.profile.LoaderMeters} is made when a loader is opened and gives out everything else; {@link
 * io.narrows.data.profile.LoaderMeters#figures} tells all at any moment. Who calls what, and when:
 *
 * <pre>
 * open       LoaderStages.of(List.of(List.of("clean"), List.of("resize")))     group 0 also opens, reads, decompresses, decodes
 *            meters = LoaderMeters.start(stages, shards.count(), shards::name)
 *            queue  = meters.queue("ready", mostChunks, mostBytes)
 *            traces = new BatchTraces(profiler, meters)                         also with a disabled profiler
 *
 * worker     clock = meters.worker(group)                   first of all, by its own thread; it looks for a chunk now
 *  sleep     clock.waitIn()                                 before it sleeps until there is a chunk, each time; also where another
 *            clock.waitIo(), or clock.blockedMemory()       worker has to open or read first, or it has to wait for bytes
 *  ahead     clock.beginAhead(ahead, stage); ...; clock.end(0, 0)     opens a shard, reads for a window
 *  chunk     times.follows(ahead)                           of chunks for which that was done
 *            times = new ChunkTimes()                       by the first group; a later one takes the chunk's
 *            times.holds(shard, firstIndex, samples)
 *            clock.begin(times, LoaderStages.OPEN)          or READ, or DECODE, or the first transform of the group
 *            clock.service(LoaderStages.DECODE)             reads, decompresses and decodes, sample by sample
 *            clock.split(cursor.readNs(), cursor.decompressNs())     what of it was reading and decompressing
 *            clock.service(LoaderStages.FIRST_TRANSFORM)    and so on, stage by stage over the whole chunk
 *            meters.shards().decoded(...)                   once for the chunk; opened(...) where it opened the shard
 *            clock.end(samples, bytes)                      BEFORE the chunk is handed on; it looks for the next now
 *            clock.blockedOut()                             before handing on, only where that has to wait
 *  end       clock.close()
 *
 * consumer   meters.consumer().asked()                      next() was called
 *  chunk     meters.consumer().waits()                      only where the chunk is not there yet, before it blocks
 *            meters.consumer().took(times, otherReadyNs)    once for each chunk, when it is taken, also one that was there; a
 *                                                           copy of the journal where a worker goes on with the rest
 *            meters.consumer().delivered(samples, bytes)    next() returns a batch ...
 *            batch.trace = traces.begin(samples, bytes)     ... whose trace ends when the batch is closed
 *            meters.consumer().finished()                   next() returns null, or throws
 *
 * queue      queue.added(bytes), queue.removed(bytes)       with each chunk, by whoever moves it
 * </pre>
 *
 * <p>Costs: one reading of the clock for a change of a worker's state or a queue, two for a batch, none for a sample. A {@link
 * io.narrows.data.profile.ChunkTimes} is the only thing that is allocated. The order of a chunk's calls is what counts: a journal
 * is written by the worker that has the chunk, and read by the consumer once it has it.
 */
@NullMarked
package io.narrows.data.profile;

import org.jspecify.annotations.NullMarked;
