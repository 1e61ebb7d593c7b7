/**
 * Makes a server fast before its first request: the JVM compiles what it runs often, and a request's way is code that nothing
 * else runs. Start at {@link io.narrows.server.warmup.WarmUp}.
 */
@NullMarked
package io.narrows.server.warmup;

import org.jspecify.annotations.NullMarked;
