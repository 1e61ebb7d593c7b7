package io.narrows.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.analysis.RunSimulation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class HtmlReportBrowserTest {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    @TempDir
    private Path folder;

    @Test
    void rendersWithoutAConsoleMessage() throws Exception {
        String name = "<script>console.error('ran')</script>";
        RunReport recorded = SampleReports.of(
                new RunSimulation(1).requests(400).ratePerS(200).forwardName(name),
                SampleReports.LOAD,
                SampleReports.GOLDEN);
        RunReport report = SampleReports.with(
                SampleReports.with(
                        recorded, SampleAttribution.of(recorded.analysis()), SampleWhatIf.of(recorded.analysis())),
                SampleCpu.profile());
        Path page = folder.resolve("report.html");
        Files.write(page, HtmlReport.render(report).getBytes(UTF_8));

        String dom = browse(page);

        for (String stage :
                List.of("http.read", "tokenize", "queue", "batch.assemble", "&lt;script&gt;", "unaccounted")) {
            assertTrue(dom.contains(stage), stage);
        }
        String messages = Files.readString(folder.resolve("browser.log"));
        assertEquals(
                List.of(),
                messages.lines().filter(line -> line.contains("CONSOLE")).toList());
    }

    private String browse(Path page) throws IOException, InterruptedException {
        String browser = browser();
        assumeTrue(browser != null, "skipped: chromium not found");
        File dom = folder.resolve("dom.html").toFile();
        Process process = new ProcessBuilder(List.of(
                        browser == null ? "" : browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectOutput(dom)
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser did not end");
            assertEquals(0, process.exitValue());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return Files.readString(dom.toPath());
    }

    private static @Nullable String browser() {
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            for (String name : NAMES) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate)) {
                    return candidate.toString();
                }
            }
        }
        return null;
    }
}
