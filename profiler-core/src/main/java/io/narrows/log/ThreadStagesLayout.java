package io.narrows.log;

import java.util.ArrayList;
import java.util.List;

/** Layout of what a thread worked on. */
final class ThreadStagesLayout {

    private ThreadStagesLayout() {}

    static void write(ThreadStages d, Encoder out) {
        out.unsigned(d.threadId());
        out.unsigned(d.boundaries().size());
        long at = 0;
        for (ThreadStages.Boundary boundary : d.boundaries()) {
            out.signed(boundary.atNs() - at);
            out.unsigned(boundary.serial());
            out.u8(boundary.batch() ? 1 : 0);
            out.unsigned(boundary.stage() - (long) ThreadStages.NONE);
            at = boundary.atNs();
        }
    }

    static ThreadStages read(Decoder in, int version) {
        long threadId = in.unsigned();
        List<ThreadStages.Boundary> boundaries = new ArrayList<>();
        long at = 0;
        for (int left = in.count(4); left > 0; left--) {
            at += in.signed();
            long serial = in.unsigned();
            boolean batch = (in.u8() & 1) != 0;
            boundaries.add(new ThreadStages.Boundary(at, serial, batch, in.id() + ThreadStages.NONE));
        }
        return new ThreadStages(threadId, boundaries);
    }
}
