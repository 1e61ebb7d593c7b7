package io.narrows.diagnosis;

import java.util.List;

/** All detectors. */
final class Detectors {

    static final List<Detector> ALL = List.of(
            new Failures(),
            new RecordsDropped(),
            new Abandoned(),
            new OverBudget(),
            new UnaccountedTime(),
            new StageTime(),
            new SideWork(Role.TOKENIZE, "tokenize-heavy", "tokenizing", Suggestions.TOKENIZE),
            new SideWork(Role.SERIALIZE, "serialization-heavy", "serialization", Suggestions.SERIALIZE),
            new SideWork(Role.LOAD, "data-starvation", "loading data", Suggestions.LOAD),
            new LargePayload(),
            new RepeatedCompression(),
            new DuplicateWork(),
            new OperatorsInside(),
            new PaddingWaste(),
            new ForwardNotScaling(),
            new ShardSkew(),
            new InputBound(),
            new ColdShapes(),
            new ColdStart(),
            new GarbageCollection(),
            new NoFreeCore(),
            new Queues(),
            new HeadOfLine(),
            new BatchesTooSmall(),
            new BatchFill(),
            new HeldUp());

    private Detectors() {}
}
