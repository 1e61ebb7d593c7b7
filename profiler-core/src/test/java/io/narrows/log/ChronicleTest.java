package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.core.onoes.ThreadLocalisedExceptionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChronicleTest {
    private final ThreadLocalisedExceptionHandler warnings = (ThreadLocalisedExceptionHandler) Jvm.warn();
    private final List<String> heard = new ArrayList<>();
    private final ExceptionHandler listener = (logger, message, thrown) -> heard.add(String.valueOf(message));
    private ExceptionHandler standard = warnings.defaultHandler();

    @BeforeEach
    void keepTheStandardHandler() {
        standard = warnings.defaultHandler();
    }

    @AfterEach
    void putTheHandlersBack() {
        warnings.defaultHandler(standard);
        warnings.resetThreadLocalHandler();
    }

    private void warn(String message) {
        Jvm.warn().on(ChronicleTest.class, message);
    }

    @Test
    void aStepIsQuietAndWhatComesBehindItIsNot() throws InterruptedException {
        warnings.resetThreadLocalHandler();
        warnings.defaultHandler(listener);
        Chronicle.quietly(() -> warn("before"));
        Chronicle.quietly(() -> Chronicle.quietly(() -> warn("within")));
        Chronicle.quietly(() -> {
            Thread started = new Thread(() -> warn("of a thread of another"));
            started.start();
            try {
                started.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        warn("behind");
        assertTrue(Jvm.warn().isEnabled(ChronicleTest.class));
        assertEquals(List.of("of a thread of another", "behind"), heard);
    }

    @Test
    void aHostsHandlerOfAThreadStays() throws InterruptedException {
        warnings.threadLocalHandler(listener);
        Thread other = new Thread(() -> Chronicle.quietly(() -> warn("of the other")));
        other.start();
        other.join();
        assertSame(listener, warnings.threadLocalHandler(), "though another thread was quiet");
        Chronicle.quietly(() -> warn("within"));
        assertSame(listener, warnings.threadLocalHandler());
        assertFalse(heard.contains("within"));
        warn("behind");
        assertEquals(List.of("behind"), heard);
    }
}
