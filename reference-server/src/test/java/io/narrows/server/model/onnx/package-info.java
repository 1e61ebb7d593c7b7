@NullMarked
package io.narrows.server.model.onnx;

import org.jspecify.annotations.NullMarked;
