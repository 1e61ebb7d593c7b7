@NullMarked
package io.narrows.data.adapt;

import org.jspecify.annotations.NullMarked;
