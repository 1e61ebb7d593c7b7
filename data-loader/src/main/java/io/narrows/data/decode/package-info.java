/**
 * What the bytes of a sample mean.
 *
 * <p>A {@link io.narrows.data.decode.Decoder} makes a value of a sample; {@link io.narrows.data.decode.Decoders} has those for
 * text, JSON, numpy arrays and several fields at once. {@code WideJsonFactory} and {@code WideJsonParser} are Jackson's, with strings
 * read by {@code JsonStrings}. {@link io.narrows.data.decode.ImageDecoder} is apart, because it alone
 * needs DJL; {@code ImageBytes} decodes for it and {@code Interleaved} resizes. {@link io.narrows.data.decode.Npy} reads and writes numpy's file format, and
 * {@link io.narrows.data.decode.DecodeException} says which field breaks which rule.
 */
@NullMarked
package io.narrows.data.decode;

import org.jspecify.annotations.NullMarked;
