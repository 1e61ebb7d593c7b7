@NullMarked
package io.narrows.data.source;

import org.jspecify.annotations.NullMarked;
