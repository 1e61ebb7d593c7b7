/**
 * The server's configuration: {@link io.narrows.server.config.Keys} is the list of keys with their defaults, {@link
 * io.narrows.server.config.ConfigLoader} reads YAML into an immutable {@link io.narrows.server.config.ServerConfig}. {@link
 * io.narrows.server.config.ModelDirectory} reads the {@code model.yaml} of each model in a directory.
 */
@NullMarked
package io.narrows.server.config;

import org.jspecify.annotations.NullMarked;
