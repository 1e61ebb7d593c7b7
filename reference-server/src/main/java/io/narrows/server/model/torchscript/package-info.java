/**
 * Writes TorchScript archives, which PyTorch loads, without PyTorch: a module with its tensors and its code becomes a
 * pickle and stored storages in a ZIP file whose bytes depend on nothing else.
 */
@NullMarked
package io.narrows.server.model.torchscript;

import org.jspecify.annotations.NullMarked;
