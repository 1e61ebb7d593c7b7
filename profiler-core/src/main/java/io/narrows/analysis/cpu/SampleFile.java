package io.narrows.analysis.cpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Reads the samples of a run from the file that async-profiler wrote. */
final class SampleFile {

    private static final String SAMPLE = "jdk.ExecutionSample";

    /** Deeper frames of one stack are left out. */
    private static final int DEEPEST = 512;

    private SampleFile() {}

    /**
     * Reads all samples.
     *
     * @param file the file
     * @throws IOException where the file is not there or not whole; a killed process leaves one that is not
     */
    static Samples read(Path file) throws IOException {
        Samples samples = new Samples();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals(SAMPLE)) {
                    RecordedThread thread = event.getThread("sampledThread");
                    RecordedStackTrace trace = event.getStackTrace();
                    if (thread != null && trace != null) {
                        samples.add(thread.getJavaThreadId(), event.getLong("startTime"), stack(trace));
                    }
                }
            }
        }
        return samples;
    }

    private static String stack(RecordedStackTrace trace) {
        List<RecordedFrame> frames = trace.getFrames();
        StringBuilder stack = new StringBuilder();
        for (int i = Math.min(frames.size(), DEEPEST) - 1; i >= 0; i--) {
            stack.append(stack.length() == 0 ? "" : ";").append(frame(frames.get(i)));
        }
        return stack.toString();
    }

    private static String frame(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        String method = frame.getMethod().getName();
        String name = type == null || type.isEmpty() ? method : type + "." + method;
        return name.replace(';', ',').replace('\n', ' ');
    }
}
