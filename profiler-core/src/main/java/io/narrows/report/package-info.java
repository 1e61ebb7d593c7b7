/**
 * What people and machines read about a run: one screen of text, one HTML file, Markdown, {@code report.json}.
 *
 * <p>Start at {@link io.narrows.report.RunReport}; every renderer is a pure function of it.
 */
@NullMarked
package io.narrows.report;

import org.jspecify.annotations.NullMarked;
