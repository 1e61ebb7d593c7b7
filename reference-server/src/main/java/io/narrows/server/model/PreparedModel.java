package io.narrows.server.model;

import java.nio.file.Path;

/**
 * A model's files in the cache, checked.
 *
 * @param network the network in the engine's format
 * @param tokenizer the tokenizer
 * @param modelHash SHA-256 of the weights' source in lower-case hex
 * @param form which form of those weights the network is: for a mixed one, also which of its units are int8
 */
public record PreparedModel(Path network, Path tokenizer, String modelHash, String form) {}
