/**
 * What a free worker does next: decisions alone, without threads, clocks or requests, so that a simulated clock can try them.
 *
 * <p>A {@link io.narrows.server.batching.planning.BatchPlanner} looks at a {@link
 * io.narrows.server.batching.planning.View} of what waits and answers with a {@link
 * io.narrows.server.batching.planning.Plan}: a batch, and why these and no more, or until when to wait. {@link
 * io.narrows.server.batching.planning.OrderedPlanner} serves in {@link
 * io.narrows.server.batching.planning.Order order}, {@link
 * io.narrows.server.batching.planning.AdaptivePlanner} by what {@link io.narrows.server.batching.planning.CostModel} has
 * learned. {@link io.narrows.server.batching.planning.Forwards} cuts texts of unlike lengths into forwards. Knows nothing of
 * the server.
 */
@NullMarked
package io.narrows.server.batching.planning;

import org.jspecify.annotations.NullMarked;
