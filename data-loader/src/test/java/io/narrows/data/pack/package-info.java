@NullMarked
package io.narrows.data.pack;

import org.jspecify.annotations.NullMarked;
