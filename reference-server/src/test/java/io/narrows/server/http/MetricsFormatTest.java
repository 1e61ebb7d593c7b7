package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which form of the meters a client gets, by its header. */
class MetricsFormatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | TEXT",
                "'' | TEXT",
                "*/* | TEXT",
                "text/plain | TEXT",
                "application/json | TEXT",
                "application/openmetrics-text | OPEN_METRICS",
                "Application/OpenMetrics-Text; version=1.0.0 | OPEN_METRICS",
                "application/openmetrics-text;q=0 | TEXT",
                "application/openmetrics-text;q=x | TEXT",
                "text/plain;version=0.0.4;q=0.7,application/openmetrics-text;version=1.0.0;q=0.6 | TEXT",
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPEN_METRICS"
            })
    void theOneThatIsWanted(String accept, MetricsFormat format) {
        assertEquals(format, MetricsFormat.wanted(accept));
    }
}
