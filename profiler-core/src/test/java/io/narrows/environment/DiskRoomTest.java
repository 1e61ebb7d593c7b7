package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
    @TempDir
    private Path folder;

    @Test
    void enoughIsEnough() {
        assertNull(new DiskRoom(folder, 1).lacking());
    }

    @Test
    void tooLittleIsSaidWithThePlaceAndTheLimit() {
        String lacking = new DiskRoom(folder, Long.MAX_VALUE).lacking();
        assertNotNull(lacking);
        assertTrue(lacking.contains(folder.toString()) && lacking.contains("MiB"), lacking);
    }

    @Test
    void aFolderThatIsGoneHasNoRoom() {
        assertNotNull(new DiskRoom(folder.resolve("gone"), 1).lacking());
    }
}
