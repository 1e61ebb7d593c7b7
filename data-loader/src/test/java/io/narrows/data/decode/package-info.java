@NullMarked
package io.narrows.data.decode;

import org.jspecify.annotations.NullMarked;
