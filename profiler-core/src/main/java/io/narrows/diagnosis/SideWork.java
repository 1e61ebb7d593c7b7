package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Work that is not what the service is for, and takes much of the time. */
final class SideWork implements Detector {

    /** Side work can commonly be halved: cut, done ahead, done on more threads, kept, or written in another form. */
    private static final double SAVED = 0.5;

    private final Role role;
    private final String id;
    private final String what;
    private final String suggestion;

    SideWork(Role role, String id, String what, String suggestion) {
        this.role = role;
        this.id = id;
        this.what = what;
        this.suggestion = suggestion;
    }

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        List<Evidence.StageShare> stages = evidence.of(role);
        if (stages.isEmpty()) {
            return;
        }
        List<String> names = Evidence.names(stages);
        long tenths = stages.stream().mapToLong(Evidence.StageShare::meanTenths).sum();
        Evidence.StageShare largest = stages.stream()
                .reduce((a, b) -> b.meanTenths() > a.meanTenths() ? b : a)
                .orElseThrow();
        into.accept(Draft.gain(
                        id,
                        largest.place(),
                        Words.tenths(tenths) + " of the mean latency goes into " + what,
                        stages.stream().map(Evidence.StageShare::words).collect(Collectors.joining("; ")),
                        suggestion,
                        evidence.promise(
                                evidence.faster(names, SAVED),
                                what + " takes half the time",
                                "at least",
                                names.stream()
                                        .map(name -> new Change.Faster(name, 100 * SAVED))
                                        .toArray(Change[]::new)))
                .explaining(List.of(StageTime.ID), names));
    }
}
