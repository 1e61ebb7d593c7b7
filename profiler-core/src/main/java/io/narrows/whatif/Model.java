package io.narrows.whatif;

import io.narrows.log.StageTable;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as a replay needs it: its requests in the order of arrival. Made by {@link ModelRecorder}; not changed. */
public final class Model {

    /** A stage that lies between requests and a worker has one of these in its name. */
    private static final String[] WAITING = {"queue", "wait"};

    private final TraceColumns traces;
    private final StageTable names;
    private final Map<String, String> environment;
    private final boolean sampled;
    private final double lost;
    private final Processor processor;

    /** Processor time of the process, one row a sample. */
    static final class Processor {
        final long[] atNs;
        final long[] periodNs;
        final long[] cpuNs;

        /**
         * Takes the columns over.
         *
         * @param atNs ends of the periods
         * @param periodNs their lengths
         * @param cpuNs processor time used in each
         */
        Processor(long[] atNs, long[] periodNs, long[] cpuNs) {
            this.atNs = atNs;
            this.periodNs = periodNs;
            this.cpuNs = cpuNs;
        }
    }

    Model(
            TraceColumns traces,
            StageTable names,
            Map<String, String> environment,
            boolean sampled,
            double lost,
            Processor processor) {
        this.traces = traces;
        this.names = names;
        this.environment = environment;
        this.sampled = sampled;
        this.lost = lost;
        this.processor = processor;
    }

    TraceColumns traces() {
        return traces;
    }

    Processor processor() {
        return processor;
    }

    /** Whether traces stand for others that are not in the log. */
    boolean sampled() {
        return sampled;
    }

    /** Part of the traces, or of their records, whichever is larger, that is not in the log as it happened. */
    double lost() {
        return lost;
    }

    /** Number of stages; some that traces name may be missing from the table of a damaged log. */
    int stages() {
        int most = names.stages().size();
        for (int i = 0; i < traces.firstSpan[traces.size]; i++) {
            most = Math.max(most, traces.stage[i] + 1);
        }
        return most;
    }

    String stageName(int stage) {
        return stage < names.stages().size() ? names.stages().get(stage).name() : "stage " + stage;
    }

    /** Name of the stage's segment, empty where it is not known. */
    String segment(int stage) {
        return stage < names.stages().size() ? names.stages().get(stage).segment() : "";
    }

    /** Whether requests only wait in a stage: by its name, or because the service stated who works behind it. */
    boolean waits(int stage) {
        String name = stageName(stage);
        String lower = name.toLowerCase(Locale.ROOT);
        for (String part : WAITING) {
            if (lower.contains(part)) {
                return true;
            }
        }
        return stated(name, "workers") > 0;
    }

    /** Whether requests only wait in a stage for the result of an equal one, which no worker of theirs gives. */
    boolean forEqual(int stage) {
        return waits(stage) && stageName(stage).toLowerCase(Locale.ROOT).contains("coalesce");
    }

    /** A number that the service stated about a station, or -1. */
    long stated(String queueStage, String what) {
        return number(environment.get("station." + queueStage + "." + what));
    }

    /** Processors of the host that recorded, or 0 where it is not known. */
    double cores() {
        double container = decimal(environment.get("container.cpus"));
        double host = decimal(environment.get("cpus"));
        return container > 0 && host > 0 ? Math.min(container, host) : Math.max(host, 0);
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? -1 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static double decimal(@Nullable String text) {
        try {
            return text == null ? -1 : Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
