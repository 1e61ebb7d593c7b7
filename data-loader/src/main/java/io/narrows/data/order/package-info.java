/**
 * In which order samples come: which sample has which place in an epoch, and which places are still to come.
 *
 * <p>{@link io.narrows.data.order.EpochOrder} maps positions to samples, by {@link io.narrows.data.order.Shuffle} and numbers from
 * {@link io.narrows.data.order.SplitMix}, so that it is the same on every machine and for any number of threads.
 * {@link io.narrows.data.order.Intervals} are sets of positions; {@link io.narrows.data.order.DeliveredHash} tells two sets of
 * samples apart.
 */
@NullMarked
package io.narrows.data.order;

import org.jspecify.annotations.NullMarked;
