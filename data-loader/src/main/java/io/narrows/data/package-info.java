/**
 * A loader that feeds a model from shards, and says what it waits for.
 *
 * <p>{@link io.narrows.data.Loader} delivers {@link io.narrows.data.DataBatch}es; {@link io.narrows.data.LoaderBuilder} describes one,
 * {@link io.narrows.data.LoaderState} is how far it has come. {@link io.narrows.data.Order} and {@link io.narrows.data.FaultPolicy} are
 * what there is to choose.
 *
 * <p>Below: {@link io.narrows.data.pipeline} has the threads, {@link io.narrows.data.order} says which sample comes when, {@link
 * io.narrows.data.decode} and {@link io.narrows.data.transform} what is done to it, {@link io.narrows.data.profile} where the time
 * goes; {@link io.narrows.data.source} has the files and {@link io.narrows.data.shard} the samples in them.
 */
@NullMarked
package io.narrows.data;

import org.jspecify.annotations.NullMarked;
