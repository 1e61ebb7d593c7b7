/**
 * What would change if: a recorded run replayed through its queues, batchers and workers with something changed.
 *
 * <p>{@link io.narrows.whatif.ModelRecorder} takes the documents of a log and keeps the last requests in columns, a {@link
 * io.narrows.whatif.Model}. {@link io.narrows.whatif.WhatIf} finds the stations in it, replays it unchanged to see whether
 * it can speak about this run at all, and answers {@link io.narrows.whatif.Change}s with a {@link
 * io.narrows.whatif.Prediction}. Nothing here knows reports or findings.
 */
@NullMarked
package io.narrows.whatif;

import org.jspecify.annotations.NullMarked;
