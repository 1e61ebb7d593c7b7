/** What a run was recorded on: host, JVM and version, without anything that names a person or a place. */
@NullMarked
package io.narrows.environment;

import org.jspecify.annotations.NullMarked;
