package io.narrows.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/configuration.md} says what the code does. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/reference/configuration.md");

    @Test
    void thePageListsEveryKeyWithItsDefaultItsRuleAndItsMeaning() throws IOException {
        List<String> documented = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        List<String> coded = Keys.all().stream().map(ConfigurationPageTest::row).toList();
        assertEquals(String.join("\n", coded), String.join("\n", documented));
    }

    private static String row(ConfigKey<?> key) {
        String byDefault = key.defaultText().isEmpty() ? "empty" : "`" + key.defaultText() + "`";
        return "| `" + key.name() + "` | " + byDefault + " | " + key.type().rule() + " | " + key.meaning() + " |";
    }
}
