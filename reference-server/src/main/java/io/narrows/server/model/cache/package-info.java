/** Folders of prepared files: made once, checked at every opening, safe between processes. */
@NullMarked
package io.narrows.server.model.cache;

import org.jspecify.annotations.NullMarked;
