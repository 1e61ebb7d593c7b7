package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void loadsAsLongAsAPredictionNeedsWithinWhatOneWaitsFor() {
        assertEquals(Duration.ofSeconds(30), Demo.duration(8));
        assertEquals(Duration.ofSeconds(20), Demo.duration(100), "a fast server is loaded for a while all the same");
        assertEquals(Duration.ofSeconds(40), Demo.duration(0.5), "a slow one must not keep one waiting");
    }
}
