/**
 * The event log: its documents, how they are written and read, and what is recovered after a kill.
 *
 * <p>The recording side writes {@link io.narrows.log.LogDocument}s, the reading side reads them; they share nothing else.
 */
@NullMarked
package io.narrows.log;

import org.jspecify.annotations.NullMarked;
