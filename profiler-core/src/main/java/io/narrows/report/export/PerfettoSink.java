package io.narrows.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A timeline as Perfetto's TrackEvent packets [1]. Names are interned: written once, then referred to by number. Timestamps are
 * wall time, ns since 1970, so that no one is negative whatever the monotonic clock says, and so that the UI can show the
 * time of day. Not thread-safe.
 */
final class PerfettoSink implements EventSink {

    /*
     * Numbers of the fields, from protos/perfetto/trace in the project's repository. Packets may come in any order of time:
     * the reader sorts them, and keeps the order of the file among equal times.
     *
     * 1. https://perfetto.dev/docs/reference/synthetic-track-event
     */
    private static final int TRACE_PACKET = 1;
    private static final int PACKET_CLOCK_SNAPSHOT = 6;
    private static final int PACKET_TIMESTAMP = 8;
    private static final int PACKET_SEQUENCE_ID = 10;
    private static final int PACKET_TRACK_EVENT = 11;
    private static final int PACKET_INTERNED = 12;
    private static final int PACKET_SEQUENCE_FLAGS = 13;
    private static final int PACKET_TRACK_DESCRIPTOR = 60;
    private static final int SNAPSHOT_CLOCKS = 1;
    private static final int CLOCK_ID = 1;
    private static final int CLOCK_TIMESTAMP = 2;
    private static final int CLOCK_REALTIME = 1;
    private static final int CLOCK_BOOTTIME = 6;
    private static final int TRACK_UUID = 1;
    private static final int TRACK_NAME = 2;
    private static final int TRACK_PROCESS = 3;
    private static final int TRACK_PARENT = 5;
    private static final int TRACK_COUNTER = 8;
    private static final int TRACK_CHILD_ORDERING = 11;
    private static final int TRACK_RANK = 12;
    private static final int ORDERING_EXPLICIT = 3;
    private static final int PROCESS_PID = 1;
    private static final int PROCESS_NAME = 6;
    private static final int COUNTER_UNIT_NAME = 6;
    private static final int EVENT_CATEGORY_IIDS = 3;
    private static final int EVENT_ARGUMENT = 4;
    private static final int EVENT_TYPE = 9;
    private static final int EVENT_NAME_IID = 10;
    private static final int EVENT_TRACK = 11;
    private static final int EVENT_DOUBLE_VALUE = 44;
    private static final int EVENT_FLOW_IDS = 47;
    private static final int TYPE_BEGIN = 1;
    private static final int TYPE_END = 2;
    private static final int TYPE_COUNTER = 4;
    private static final int ARGUMENT_NAME_IID = 1;
    private static final int ARGUMENT_INT = 4;
    private static final int ARGUMENT_DOUBLE = 5;
    private static final int ARGUMENT_TEXT = 6;
    private static final int INTERNED_CATEGORIES = 1;
    private static final int INTERNED_NAMES = 2;
    private static final int INTERNED_ARGUMENTS = 3;
    private static final int INTERNED_IID = 1;
    private static final int INTERNED_TEXT = 2;
    private static final int STATE_CLEARED = 1;
    private static final int NEEDS_STATE = 2;
    private static final long SEQUENCE = 1;
    private static final long PROCESS_UUID = 1;

    private final OutputStream out;
    private final ProtoWriter packet = new ProtoWriter();
    private final ProtoWriter event = new ProtoWriter();
    private final ProtoWriter inner = new ProtoWriter();
    private final ProtoWriter interned = new ProtoWriter();
    private final Map<String, Integer> categories = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<String, Integer> arguments = new HashMap<>();
    private int tracks = 1;
    private long shiftNs;

    PerfettoSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void process(String name, long processId, long anchorNs, long anchorWallNs) throws IOException {
        shiftNs = anchorWallNs - anchorNs;
        ProtoWriter snapshot = new ProtoWriter();
        for (int clock : new int[] {CLOCK_BOOTTIME, CLOCK_REALTIME}) {
            inner.reset().integer(CLOCK_ID, clock).integer(CLOCK_TIMESTAMP, anchorWallNs);
            snapshot.message(SNAPSHOT_CLOCKS, inner);
        }
        packet.reset().message(PACKET_CLOCK_SNAPSHOT, snapshot);
        write(STATE_CLEARED);
        inner.reset().integer(PROCESS_PID, processId).text(PROCESS_NAME, name);
        event.reset().integer(TRACK_UUID, PROCESS_UUID).message(TRACK_PROCESS, inner);
        event.integer(TRACK_CHILD_ORDERING, ORDERING_EXPLICIT);
        descriptor();
    }

    @Override
    public int group(String name) throws IOException {
        return describe(PROCESS_UUID, name, null);
    }

    @Override
    public int track(int group, String name) throws IOException {
        return describe(group, name, null);
    }

    @Override
    public int counter(int group, String name, String unit) throws IOException {
        return describe(group, name, unit);
    }

    /** Tracks are shown in the order in which they came up. */
    private int describe(long parent, String name, @Nullable String unit) throws IOException {
        int uuid = ++tracks;
        event.reset()
                .integer(TRACK_UUID, uuid)
                .integer(TRACK_PARENT, parent)
                .text(TRACK_NAME, name)
                .integer(TRACK_CHILD_ORDERING, ORDERING_EXPLICIT)
                .integer(TRACK_RANK, uuid);
        if (unit != null) {
            inner.reset();
            if (!unit.isEmpty()) {
                inner.text(COUNTER_UNIT_NAME, unit);
            }
            event.message(TRACK_COUNTER, inner);
        }
        descriptor();
        return uuid;
    }

    private void descriptor() throws IOException {
        packet.reset().message(PACKET_TRACK_DESCRIPTOR, event);
        write(NEEDS_STATE);
    }

    @Override
    public void begin(int track, Slice slice) throws IOException {
        interned.reset();
        event.reset().integer(EVENT_TYPE, TYPE_BEGIN).integer(EVENT_TRACK, track);
        event.integer(EVENT_CATEGORY_IIDS, intern(categories, INTERNED_CATEGORIES, slice.category()));
        event.integer(EVENT_NAME_IID, intern(names, INTERNED_NAMES, slice.name()));
        for (Argument argument : slice.arguments()) {
            long name = intern(arguments, INTERNED_ARGUMENTS, argument.name());
            inner.reset().integer(ARGUMENT_NAME_IID, name);
            if (argument.value() instanceof Long number) {
                inner.integer(ARGUMENT_INT, number);
            } else if (argument.value() instanceof Double number) {
                inner.real(ARGUMENT_DOUBLE, number);
            } else {
                inner.text(ARGUMENT_TEXT, argument.value().toString());
            }
            event.message(EVENT_ARGUMENT, inner);
        }
        slice.arrowsOut().forEach(arrow -> event.fixed64(EVENT_FLOW_IDS, arrow));
        slice.arrowsIn().forEach(arrow -> event.fixed64(EVENT_FLOW_IDS, arrow));
        event(slice.startNs());
    }

    @Override
    public void end(int track, long endNs) throws IOException {
        interned.reset();
        event.reset().integer(EVENT_TYPE, TYPE_END).integer(EVENT_TRACK, track);
        event(endNs);
    }

    @Override
    public void count(int counter, long atNs, double value) throws IOException {
        interned.reset();
        event.reset().integer(EVENT_TYPE, TYPE_COUNTER).integer(EVENT_TRACK, counter);
        event.real(EVENT_DOUBLE_VALUE, value);
        event(atNs);
    }

    private void event(long atNs) throws IOException {
        packet.reset().integer(PACKET_TIMESTAMP, Math.max(0, atNs + shiftNs)).message(PACKET_TRACK_EVENT, event);
        if (!interned.isEmpty()) {
            packet.message(PACKET_INTERNED, interned);
        }
        write(NEEDS_STATE);
    }

    private long intern(Map<String, Integer> known, int field, String text) {
        Integer number = known.get(text);
        if (number == null) {
            number = known.size() + 1;
            known.put(text, number);
            ProtoWriter entry = new ProtoWriter().integer(INTERNED_IID, number).text(INTERNED_TEXT, text);
            interned.message(field, entry);
        }
        return number;
    }

    private void write(int flags) throws IOException {
        packet.integer(PACKET_SEQUENCE_ID, SEQUENCE).integer(PACKET_SEQUENCE_FLAGS, flags);
        packet.writeTo(out, TRACE_PACKET);
    }

    @Override
    public void finish() {}
}
