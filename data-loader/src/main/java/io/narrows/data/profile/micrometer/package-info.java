/**
 * A loader's figures as Micrometer meters: {@link io.narrows.data.profile.micrometer.LoaderMeterBinder}. Needs {@code
 * micrometer-core} on the class path, which the embedder brings; nothing else of the loader knows it.
 */
@NullMarked
package io.narrows.data.profile.micrometer;

import org.jspecify.annotations.NullMarked;
