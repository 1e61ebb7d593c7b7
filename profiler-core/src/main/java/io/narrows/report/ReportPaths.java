package io.narrows.report;

/**
 * Paths as they are shown to the user.
 *
 * @param run the run directory
 * @param log its event log
 * @param html report.html
 * @param json report.json
 */
public record ReportPaths(String run, String log, String html, String json) {}
