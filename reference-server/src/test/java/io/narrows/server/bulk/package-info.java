@NullMarked
package io.narrows.server.bulk;

import org.jspecify.annotations.NullMarked;
