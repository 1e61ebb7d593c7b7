/**
 * What lies between a recording thread and the event log: fixed records in per-thread buffers, and how they become
 * documents.
 *
 * <p>The recording side writes and drains them; after a kill the same assembly runs over the files that were left.
 */
@NullMarked
package io.narrows.log.buffer;

import org.jspecify.annotations.NullMarked;
