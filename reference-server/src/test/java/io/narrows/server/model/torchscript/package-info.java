@NullMarked
package io.narrows.server.model.torchscript;

import org.jspecify.annotations.NullMarked;
