/**
 * Which linear layers of a network may be int8: what each costs in answers and saves in time, the assignments that give most
 * speed for a loss, and the fastest that keeps the answers.
 */
@NullMarked
package io.narrows.server.model.search;

import org.jspecify.annotations.NullMarked;
