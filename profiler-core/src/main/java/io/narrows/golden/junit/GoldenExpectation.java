package io.narrows.golden.junit;

import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenRecorder;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * What a {@link GoldenTest} holds a model against. Immutable.
 *
 * <p>With the system property {@value #RECORD} nothing is compared: the set is recorded anew from the model under test into
 * that directory, and the test counts as aborted. Look at what changed, and commit it where it is right.
 */
public final class GoldenExpectation {
    /** System property that names the directory into which sets are recorded, for example {@code src/test/resources}. */
    public static final String RECORD = "narrows.golden.record";

    private final String resource;
    private final @Nullable GoldenSet set;
    private final GoldenInputs inputs;
    private final @Nullable GoldenTolerance tolerance;

    private GoldenExpectation(
            String resource, @Nullable GoldenSet set, GoldenInputs inputs, @Nullable GoldenTolerance tolerance) {
        this.resource = resource;
        this.set = set;
        this.inputs = inputs;
        this.tolerance = tolerance;
    }

    static GoldenExpectation read(String resource, byte[] content) throws IOException {
        if (GoldenInputs.isInputs(content)) {
            return new GoldenExpectation(resource, null, GoldenInputs.read(new ByteArrayInputStream(content)), null);
        }
        GoldenSet set = GoldenSet.read(new ByteArrayInputStream(content));
        return new GoldenExpectation(resource, set, GoldenInputs.of(set), null);
    }

    /** The same with another tolerance than the set's. */
    public GoldenExpectation tolerating(GoldenTolerance instead) {
        return new GoldenExpectation(resource, set, inputs, instead);
    }

    /**
     * The set.
     *
     * @throws GoldenException when the resource holds inputs that no set was recorded from
     */
    public GoldenSet set() {
        if (set == null) {
            throw new GoldenException("golden resource " + resource
                    + " holds inputs without answers; record them: run the test with -D" + RECORD
                    + "=src/test/resources");
        }
        return set;
    }

    /**
     * Asserts that a model answers every sample as expected, alone and in batches.
     *
     * @param model whom to ask; stays open
     * @return the result, for further assertions on its figures
     * @throws AssertionFailedError when something was not compared or does not agree; the message names the worst samples
     * @throws GoldenException when the model cannot be reached, or no answers were recorded yet
     */
    public GoldenResult assertAnsweredBy(GoldenModel model) {
        return assertAnsweredBy(model, GoldenCheckOptions.defaults());
    }

    /** The same, asked in another way. */
    public GoldenResult assertAnsweredBy(GoldenModel model, GoldenCheckOptions options) {
        @Nullable String directory = System.getProperty(RECORD);
        if (directory != null) {
            throw record(Path.of(directory), model);
        }
        return GoldenAssertions.assertGolden(set(), model, tolerance == null ? options : options.tolerance(tolerance));
    }

    private TestAbortedException record(Path directory, GoldenModel model) {
        GoldenTolerance allowed =
                tolerance != null ? tolerance : set != null ? set.tolerance() : GoldenTolerance.DEFAULT;
        GoldenSet recorded = GoldenRecorder.record(inputs, model, allowed, Instant.now(), GoldenListener.NONE);
        Path file = directory.resolve(resource);
        recorded.write(file);
        return new TestAbortedException("recorded " + recorded.samples().size() + " samples into " + file
                + "; look at them, then run without -D" + RECORD);
    }
}
