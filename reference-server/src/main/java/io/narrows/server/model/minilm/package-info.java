/** The network of all-MiniLM-L6-v2 and where its weights and tokenizer come from. */
@NullMarked
package io.narrows.server.model.minilm;

import org.jspecify.annotations.NullMarked;
