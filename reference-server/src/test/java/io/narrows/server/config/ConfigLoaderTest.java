package io.narrows.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @Test
    void anEmptyFileIsTheDefaults() {
        for (String yaml : new String[] {"", "# nothing", "http:", "http: {}"}) {
            assertEquals(
                    ServerConfig.defaults().toYaml(),
                    ConfigLoader.parse(yaml, "c").toYaml());
        }
    }

    @Test
    void valuesReplaceDefaults() {
        ServerConfig config = ConfigLoader.parse("""
                http:
                  port: 0
                  max-body-bytes: 2 MiB
                shutdown:
                  grace: 1500ms
                profiling:
                  enabled: false
                  run: "my run: 1"
                """, "c");
        assertEquals(0, config.get(Keys.HTTP_PORT));
        assertEquals(2L << 20, config.get(Keys.HTTP_MAX_BODY));
        assertEquals(Duration.ofMillis(1500), config.get(Keys.SHUTDOWN_GRACE));
        assertFalse(config.get(Keys.PROFILING_ENABLED));
        assertEquals("my run: 1", config.get(Keys.PROFILING_RUN));
        assertEquals("127.0.0.1", config.get(Keys.HTTP_HOST));
    }

    @Test
    void aListIsReadInBothFormsAndWrittenSoThatItReadsBack() {
        for (String list : new String[] {"[fp32-sdpa, fp32]", "fp32-sdpa, fp32", "\n  - FP32-sdpa\n  - fp32"}) {
            ServerConfig config = ConfigLoader.parse("model:\n variants: " + list, "c");
            assertEquals(List.of("fp32-sdpa", "fp32"), config.get(Keys.MODEL_VARIANTS));
            assertEquals(
                    config.toYaml(), ConfigLoader.parse(config.toYaml(), "c").toYaml());
        }
        assertEquals(List.of(), ConfigLoader.parse("model: {variants: []}", "c").get(Keys.MODEL_VARIANTS));
        for (String list : new String[] {"[fp33]", "[fp32, fp32]", "[[fp32]]", "fp32,,", "[null]"}) {
            ConfigException e =
                    assertThrows(ConfigException.class, () -> ConfigLoader.parse("model:\n variants: " + list, "c"));
            assertTrue(
                    String.valueOf(e.getMessage()).matches("model.variants is \".*\"; it must be a list of some of .*"),
                    e.getMessage());
        }
    }

    @Test
    void nestingWithoutEndIsOneLine() {
        ConfigException e =
                assertThrows(ConfigException.class, () -> ConfigLoader.parse("http: " + "[".repeat(100_000), "c"));
        assertEquals("c is nested too deep; sections hold keys and no more sections", e.getMessage());
    }

    @Test
    void aFileThatIsNotUtf8IsOneLine(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("c.yaml"), new byte[] {'a', (byte) 0xff});
        ConfigException e = assertThrows(ConfigException.class, () -> ConfigLoader.load(file));
        assertEquals("config file " + file + " is not valid UTF-8; it must be YAML in UTF-8", e.getMessage());
    }

    @Test
    void whatIsPrintedCanBeRead() {
        ServerConfig config = ConfigLoader.parse(
                "profiling: {run: 'a \"b\" \\ c: #d'}\nhttp: {idle-timeout: 90s, host: '::1', max-discard-bytes: 1500}",
                "c");
        assertEquals(
                config.toYaml(), ConfigLoader.parse(config.toYaml(), "printed").toYaml());
        assertEquals("a \"b\" \\ c: #d", config.get(Keys.PROFILING_RUN));
    }

    @Test
    void numbersMayBeWrittenAsYamlDoes() {
        ServerConfig config = ConfigLoader.parse("profiling: {budget: 5e-3, rotate-after: 2h}", "c");
        assertEquals(0.005, config.get(Keys.PROFILING_BUDGET));
        assertEquals(Duration.ofHours(2), config.get(Keys.PROFILING_ROTATE_AFTER));
        assertTrue(config.toYaml().contains("budget: 0.005\n"), config.toYaml());
        assertTrue(config.toYaml().contains("rotate-after: 2h\n"), config.toYaml());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {prot: 1}           | c has the unknown key http.prot; did you mean http.port?",
                "htp: {port: 1}            | c has the unknown key htp.port; did you mean http.port?",
                "port: 1                   | c has the unknown key port; did you mean http.port?",
                "http: {port: {a: 1}}      | c has the unknown key http.port.a; did you mean http.port?",
                "http: {port: 70000}       | http.port is \"70000\"; it must be a whole number from 0 to 65535",
                "http: {port: 1.5}         | http.port is \"1.5\"; it must be a whole number from 0 to 65535",
                "http: {port: [1]}         | http.port is a list; it must be a whole number from 0 to 65535",
                "http: {host: ''}          | http.host is \"\"; it must be a text that is not empty",
                "http: 5                   | c has the unknown key http; did you mean http.host?",
                "model: {engine: openvino} | model.engine is \"openvino\"; it must be one of pytorch, onnxruntime, tensorrt",
                "shutdown: {grace: 10}     | shutdown.grace is \"10\"; it must be a duration from 0ms to 1h with its unit ms, s, m or h",
                "shutdown: {grace: 2h}     | shutdown.grace is \"2h\"; it must be a duration from 0ms to 1h with its unit ms, s, m or h",
                "profiling: {sample-one-in: 3}  | profiling.sample-one-in is \"3\"; it must be a power of two from 1 to 1024",
                "profiling: {sample-one-in: 2048} | profiling.sample-one-in is \"2048\"; it must be a power of two from 1 to 1024",
                "profiling: {budget: 0}         | profiling.budget is \"0\"; it must be a number from 0.0001 to 1",
                "profiling: {budget: 1 %}       | profiling.budget is \"1 %\"; it must be a number from 0.0001 to 1",
                "profiling: {slow-quantile: 99} | profiling.slow-quantile is \"99\"; it must be a number from 0.5 to 0.9999",
                "profiling: {buffer-bytes: 100KiB} | profiling.buffer-bytes is \"100KiB\"; it must be a power of two: a size from 64KiB to 256MiB, in bytes or with KiB, MiB or GiB",
                "profiling: {max-log-bytes: 100MiB} | profiling.max-log-bytes is \"100MiB\"; it must be at least twice profiling.rotate-bytes, which is 64MiB",
                "profiling: {rotate-bytes: 2GiB} | profiling.max-log-bytes is \"2GiB\"; it must be at least twice profiling.rotate-bytes, which is 2GiB",
                "profiling: {enabled: yes} | profiling.enabled is \"yes\"; it must be true or false",
                "http: {max-body-bytes: 0} | http.max-body-bytes is \"0\"; it must be a size from 1 to 1GiB, in bytes or with KiB, MiB or GiB",
                "http: {max-body-bytes: 9999999999999 GiB} | http.max-body-bytes is \"9999999999999 GiB\"; it must be a size from 1 to 1GiB, in bytes or with KiB, MiB or GiB",
                "http: {port: 1, port: 2}  | c is not valid YAML at line 1, column 17: found duplicate key port",
                "http: {port: 1            | c is not valid YAML at line 1, column 15: expected ',' or '}', but got <stream end>",
                "hello                     | c holds no sections; it must be YAML like \"http: {port: 8080}\""
            })
    void mistakesAreOneLineThatNamesTheKeyTheValueAndTheRule(String yaml, String message) {
        ConfigException e = assertThrows(ConfigException.class, () -> ConfigLoader.parse(yaml, "c"));
        assertEquals(message, e.getMessage());
        assertFalse(e.missingFile());
    }

    @Test
    void aFileThatCannotBeReadSaysSo(@TempDir Path directory) {
        ConfigException missing =
                assertThrows(ConfigException.class, () -> ConfigLoader.load(directory.resolve("c.yaml")));
        assertEquals("config file " + directory.resolve("c.yaml") + " does not exist", missing.getMessage());
        assertTrue(missing.missingFile());
        ConfigException folder = assertThrows(ConfigException.class, () -> ConfigLoader.load(directory));
        assertEquals("config file " + directory + " cannot be read: it is a directory", folder.getMessage());
    }

    @Test
    void distancesAreLevenshtein() {
        assertEquals(0, Nearest.distance("http.port", "http.port"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(4, Nearest.distance("", "port"));
    }
}
