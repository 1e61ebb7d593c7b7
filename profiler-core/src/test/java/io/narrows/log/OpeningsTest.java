package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OpeningsTest {

    private static final Module BASE = Object.class.getModule();

    @Test
    void opensWhatChronicleNeedsAndNothingElse() {
        Openings.make();
        for (Module module : Openings.chronicleModules()) {
            assertTrue(BASE.isExported("sun.nio.ch", module));
            assertTrue(BASE.isOpen("java.lang.reflect", module));
        }
        assertTrue(!BASE.isOpen("java.lang", Openings.class.getModule()), "java.lang stays closed");
    }

    @Test
    void whatIsOpenNeedsNoTrustedLookup() {
        Openings.make();
        Openings.make(Openings.chronicleModules(), () -> {
            throw new NoSuchFieldException("not asked for");
        });
    }

    @Test
    void aJvmThatRefusesIsToldTheFlags() {
        Module closed = ModuleLayer.boot().modules().stream()
                .filter(module -> !BASE.isExported("sun.nio.ch", module))
                .findFirst()
                .orElseThrow();
        LogException refused = assertThrows(
                LogException.class,
                () -> Openings.make(Set.of(closed), () -> {
                    throw new NoSuchFieldException("IMPL_LOOKUP");
                }));
        assertEquals(
                "this JVM keeps closed what the event log needs; start it with"
                        + " --add-exports=java.base/sun.nio.ch=ALL-UNNAMED"
                        + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                refused.getMessage());
    }
}
