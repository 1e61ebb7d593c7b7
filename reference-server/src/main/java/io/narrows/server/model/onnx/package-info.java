/** Reads weights out of ONNX files, no more of the format than that needs, and tells layers from the names of nodes. */
@NullMarked
package io.narrows.server.model.onnx;

import org.jspecify.annotations.NullMarked;
