@NullMarked
package io.narrows.server.model;

import org.jspecify.annotations.NullMarked;
