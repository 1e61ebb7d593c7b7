package io.narrows.server.model;

import java.nio.file.Path;

/**
 * A model's files in the cache, checked.
 *
 * @param network the network in the engine's format
 * @param tokenizer the tokenizer
 * @param modelHash SHA-256 of the weights' source in lower-case hex
 */
public record PreparedModel(Path network, Path tokenizer, String modelHash) {}
