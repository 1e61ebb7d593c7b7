package io.narrows.log;

import java.util.ArrayList;
import java.util.List;

/** Layout of what ran inside a forward. */
final class OperatorsLayout {

    private OperatorsLayout() {}

    static void write(Operators d, Encoder out) {
        out.unsigned(d.batchSerial());
        out.string(d.engine());
        out.unsigned(d.forwardNs());
        out.unsigned(d.times().size());
        for (Operators.Time time : d.times()) {
            out.string(time.layer());
            out.string(time.operator());
            out.unsigned(time.calls());
            out.unsigned(time.selfNs());
            out.signed(time.bytes());
            out.unsigned(time.deviceNs());
        }
    }

    static Operators read(Decoder in, int version) {
        long serial = in.unsigned();
        String engine = in.string();
        long forwardNs = in.unsigned();
        List<Operators.Time> times = new ArrayList<>();
        for (int left = in.count(6); left > 0; left--) {
            times.add(new Operators.Time(
                    in.string(), in.string(), in.unsigned(), in.unsigned(), in.signed(), in.unsigned()));
        }
        return new Operators(serial, engine, forwardNs, times);
    }
}
