@NullMarked
package io.narrows.server.config;

import org.jspecify.annotations.NullMarked;
