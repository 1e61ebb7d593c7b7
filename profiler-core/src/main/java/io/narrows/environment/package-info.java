/**
 * What a run was recorded on: host, JVM and version, without anything that names a person or a place; and what went on
 * there meanwhile: samples of resources and pauses of the JVM.
 */
@NullMarked
package io.narrows.environment;

import org.jspecify.annotations.NullMarked;
