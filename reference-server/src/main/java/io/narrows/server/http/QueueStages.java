package io.narrows.server.http;

import io.narrows.server.model.ModelInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of the stages in which requests wait for the workers of each served form of a model. Each form has workers of its
 * own, so each is a station of its own for the analysis. Stateless.
 */
public final class QueueStages {
    private QueueStages() {}

    /**
     * One name a form: {@code queue} for the first, then {@code queue.NAME}, with {@code /VERSION} and {@code @VARIANT} where
     * the model has several. Names of models have neither of these characters, so no two forms have one name.
     *
     * @param served all forms, in the order of serving
     */
    public static List<String> names(List<ModelInfo> served) {
        List<String> names = new ArrayList<>();
        for (ModelInfo info : served) {
            names.add(names.isEmpty() ? Stages.QUEUE : name(info, served));
        }
        return names;
    }

    private static String name(ModelInfo info, List<ModelInfo> served) {
        long versions = served.stream()
                .filter(other -> other.name().equals(info.name()))
                .map(ModelInfo::version)
                .distinct()
                .count();
        long variants = served.stream()
                .filter(other ->
                        other.name().equals(info.name()) && other.version().equals(info.version()))
                .count();
        return Stages.QUEUE + "." + info.name() + (versions > 1 ? "/" + info.version() : "")
                + (variants > 1 ? "@" + info.variant() : "");
    }
}
