@NullMarked
package io.narrows.server.http;

import org.jspecify.annotations.NullMarked;
