package io.narrows.server.batching.planning;

/** What a free worker does next. */
public sealed interface Plan<T extends Pending> permits BatchCut, Pause {}
