package io.narrows.golden.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Runs golden tests as an embedder writes them, with JUnit's own launcher, and looks at how they end. */
class GoldenJUnitTest {
    @TempDir
    Path folder;

    /** What an embedder would write. Only run by the tests around it. */
    static class Written {
        static float factor = 1;

        /** As many letters, as many words, and one for the bias. */
        private static List<float[]> vectors(List<String> texts) {
            return texts.stream()
                    .map(text -> new float[] {text.length() * factor, text.split(" ", -1).length, 1})
                    .toList();
        }

        private final GoldenModel model = GoldenModel.ofTexts("counter", "counts", Written::vectors);

        @GoldenTest("counter.json")
        void same(GoldenExpectation golden) {
            golden.assertAnsweredBy(model);
        }

        @GoldenTest(value = "/io/narrows/golden/junit/counter.json", tier = "bitwise")
        void sameBits(GoldenExpectation golden) {
            golden.assertAnsweredBy(model);
        }

        @GoldenTest("counter-inputs.json")
        void notRecorded(GoldenExpectation golden) {
            golden.assertAnsweredBy(model);
        }

        @GoldenTest("nowhere.json")
        void missing(GoldenExpectation golden) {
            golden.assertAnsweredBy(model);
        }

        @GoldenTest(value = "counter.json", tier = "loose")
        void wrongTier(GoldenExpectation golden) {
            golden.assertAnsweredBy(model);
        }
    }

    @Test
    void rightAnswersPass() {
        assertEquals(TestExecutionResult.Status.SUCCESSFUL, run("same", 1).getStatus());
        assertEquals(TestExecutionResult.Status.SUCCESSFUL, run("sameBits", 1).getStatus());
    }

    @Test
    void wrongAnswersFailWithTheWorstSamplesAndTheFigures() {
        Throwable failure = failure(run("same", 1.25f));
        assertTrue(failure instanceof AssertionFailedError, "" + failure);
        List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
        assertEquals(
                "golden check of model 'counter', tier same-precision-other-engine: 3 of 4 samples do not agree",
                lines.get(0));
        assertTrue(
                lines.get(1)
                        .startsWith("  worst: sample 'long' \"the ferry waits for the tide\", asked alone:"
                                + " output 'counts' element 0 [0, 0]: max abs 7.0 with limit"),
                lines.get(1));
        assertTrue(lines.stream().anyMatch(line -> line.matches("  max abs 7\\.0, limit 1.0E-5")), "" + lines);
    }

    @Test
    void tierOfTheTestIsUsed() {
        String message = String.valueOf(failure(run("sameBits", 1.0000001f)).getMessage());
        assertTrue(message.startsWith("golden check of model 'counter', tier bitwise: 3 of 4"), message);
        assertEquals(
                TestExecutionResult.Status.SUCCESSFUL, run("same", 1.0000001f).getStatus());
    }

    @Test
    void whatIsMissingIsNamedWithWhatToDo() {
        assertTrue(
                rootMessage(run("missing", 1))
                        .contains(
                                "golden resource nowhere.json is not on the class path; a golden set or an inputs file is needed"));
        assertTrue(rootMessage(run("notRecorded", 1))
                .contains("holds inputs without answers; record them: run the test with"
                        + " -Dnarrows.golden.record=src/test/resources"));
        assertTrue(
                rootMessage(run("wrongTier", 1)).contains("tolerance tier is \"loose\"; this version knows bitwise"));
    }

    @Test
    void answersAreRecordedOnDemandAndThenHold() throws IOException {
        System.setProperty(GoldenExpectation.RECORD, folder.toString());
        TestExecutionResult recorded;
        try {
            recorded = run("notRecorded", 1);
        } finally {
            System.clearProperty(GoldenExpectation.RECORD);
        }
        assertEquals(TestExecutionResult.Status.ABORTED, recorded.getStatus());
        assertTrue(recorded.getThrowable().orElseThrow() instanceof TestAbortedException);
        Path file = folder.resolve("io/narrows/golden/junit/counter-inputs.json");
        GoldenSet set = GoldenSet.read(file);
        assertEquals(4, set.samples().size());
        assertEquals("counter", set.model());
        GoldenExpectation read = GoldenExpectation.read("counter-inputs.json", Files.readAllBytes(file));
        Written.factor = 1;
        assertEquals(4, read.assertAnsweredBy(new Written().model).counts().bitEqual());
    }

    private static TestExecutionResult run(String method, float factor) {
        Written.factor = factor;
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Written.class, method, GoldenExpectation.class.getName()))
                .build();
        AtomicReference<TestExecutionResult> ended = new AtomicReference<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    ended.set(result);
                }
            }
        });
        return ended.get();
    }

    private static Throwable failure(TestExecutionResult result) {
        assertEquals(TestExecutionResult.Status.FAILED, result.getStatus());
        return result.getThrowable().orElseThrow();
    }

    private static String rootMessage(TestExecutionResult result) {
        StringBuilder all = new StringBuilder();
        for (Throwable e = failure(result); e != null; e = e.getCause()) {
            all.append(e.getMessage()).append('\n');
        }
        return all.toString();
    }
}
