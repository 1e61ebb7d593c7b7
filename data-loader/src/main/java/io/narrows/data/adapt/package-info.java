/**
 * A loader as other libraries want to see it.
 *
 * <p>{@link io.narrows.data.adapt.LoaderStreams} for {@code java.util.stream}, {@link io.narrows.data.adapt.LoaderPublisher}
 * for {@code java.util.concurrent.Flow}, {@link io.narrows.data.adapt.LoaderDataset} for training with DJL; the last one alone
 * needs DJL on the class path.
 */
@NullMarked
package io.narrows.data.adapt;

import org.jspecify.annotations.NullMarked;
