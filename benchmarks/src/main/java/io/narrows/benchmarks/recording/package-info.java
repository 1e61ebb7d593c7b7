/** What JMH measures of recording, and the peers beside it; {@code benchmarks/run recording} starts them. */
@NullMarked
package io.narrows.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
