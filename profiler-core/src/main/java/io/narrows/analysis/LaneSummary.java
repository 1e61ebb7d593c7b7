package io.narrows.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the machine, the process and the JVM did meanwhile: descriptive, without a claim about its effect on requests. Over
 * the measured time, to within one slice of its timeline; over the whole log where no trace was measured.
 *
 * @param seconds the time that it is about
 * @param lanes lanes that have values, in the order of the log
 * @param pauses pauses of the JVM by type
 * @param unavailable lanes that have no values here
 * @param timeline the course, in at most some hundred points
 */
public record LaneSummary(
        double seconds,
        List<Lane> lanes,
        List<Pauses> pauses,
        List<Unavailable> unavailable,
        List<LanePoint> timeline) {

    /** Names of lanes that reports know. */
    public static final String PROCESS_CPU = "process.cpu";

    /** Processor time of everything on the host. */
    public static final String SYSTEM_CPU = "system.cpu.busy";

    public LaneSummary {
        lanes = List.copyOf(lanes);
        pauses = List.copyOf(pauses);
        unavailable = List.copyOf(unavailable);
        timeline = List.copyOf(timeline);
    }

    /**
     * One lane.
     *
     * @param name what is measured
     * @param unit unit of its values, empty for plain counts
     * @param total by how much it grew; null for a lane that says how much there is
     * @param perS the same per second of sampled time; null likewise
     * @param mean mean of the samples; null for a lane that grows
     * @param max largest sample; null likewise
     */
    public record Lane(
            String name,
            String unit,
            @Nullable Double total,
            @Nullable Double perS,
            @Nullable Double mean,
            @Nullable Double max) {}

    /**
     * Pauses of one type.
     *
     * @param type {@code GC}, {@code SAFEPOINT}, {@code JIT} or {@code CLASS_LOADING}
     * @param count how many
     * @param totalMs together
     * @param longestMs longest
     */
    public record Pauses(String type, long count, double totalMs, double longestMs) {}

    /**
     * A lane without values.
     *
     * @param name its name
     * @param reason why
     */
    public record Unavailable(String name, String reason) {}

    /**
     * One slice of the course.
     *
     * @param fromS start, in seconds after the first measured arrival
     * @param toS end
     * @param processCpus processors that the process used on average, or null where that was not sampled
     * @param systemCpus processors in use on the host, or null
     * @param gcMs pauses for garbage collection that began in it
     */
    public record LanePoint(
            double fromS,
            double toS,
            @Nullable Double processCpus,
            @Nullable Double systemCpus,
            double gcMs) {}

    /** The lane of a name, or null where it has no values. */
    public @Nullable Lane lane(String name) {
        return lanes.stream()
                .filter(lane -> lane.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The pauses of a type, or null where none was told. */
    public @Nullable Pauses pauses(String type) {
        return pauses.stream().filter(p -> p.type().equals(type)).findFirst().orElse(null);
    }
}
