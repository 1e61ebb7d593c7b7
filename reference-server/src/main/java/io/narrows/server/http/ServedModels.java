package io.narrows.server.http;

import io.narrows.profiler.Profiler;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.protocol.Documents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The models that a server serves, by name and version. Immutable.
 *
 * <p>A model with several variants answers under its name, where a request chooses by its parameter {@code variant}, and
 * each variant also under {@code NAME@VARIANT}, as a model of its own. Without a version the highest answers.
 */
public final class ServedModels {
    private final Map<String, NavigableMap<String, Endpoint>> endpoints = new LinkedHashMap<>();

    /**
     * What answers under one name and version.
     *
     * @param leftOut why it is left out; empty when it is served
     */
    record Endpoint(ModelInfo info, Intake intake, String leftOut) {}

    private ServedModels() {}

    /** What answers; null when there is none, and {@link #refusal} says why. */
    @Nullable
    Endpoint find(String name, @Nullable String version) {
        NavigableMap<String, Endpoint> versions = endpoints.get(name);
        if (versions == null) {
            return null;
        }
        return version == null ? versions.lastEntry().getValue() : find(versions, version);
    }

    private static @Nullable Endpoint find(NavigableMap<String, Endpoint> versions, String version) {
        return versions.values().stream()
                .filter(endpoint -> endpoint.info().version().equals(version))
                .findFirst()
                .orElse(null);
    }

    /** Why nothing answers under a name and version. */
    String refusal(String name, @Nullable String version) {
        NavigableMap<String, Endpoint> versions = endpoints.get(name);
        if (versions == null) {
            return "model " + Heads.shown(name) + " is unknown; " + thereAre(endpoints.keySet());
        }
        return "version " + Heads.shown(String.valueOf(version)) + " of model " + name + " is unknown; "
                + thereAre(versions.keySet());
    }

    private static String thereAre(Collection<String> names) {
        return (names.size() == 1 ? "there is " : "there are ") + String.join(", ", names);
    }

    /** Versions of a model, the lowest first. */
    List<String> versions(String name) {
        NavigableMap<String, Endpoint> versions = endpoints.get(name);
        return versions == null ? List.of() : List.copyOf(versions.keySet());
    }

    /**
     * All of them, for the index of the repository.
     *
     * @param ready whether the server answers; while it stops, none is ready
     */
    List<Documents.IndexEntry> index(boolean ready) {
        List<Documents.IndexEntry> entries = new ArrayList<>();
        endpoints.forEach((name, versions) -> versions.forEach((version, endpoint) ->
                entries.add(new Documents.IndexEntry(name, version, ready ? endpoint.leftOut() : "stopping"))));
        return entries;
    }

    /**
     * Makes sure that each can be told from the others.
     *
     * @throws IllegalArgumentException when there is none, a version is no number, or two have one name, version and variant
     */
    public static void requireDistinct(List<ModelInfo> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("0 models are to be served; there must be at least 1");
        }
        Set<String> seen = new HashSet<>();
        Map<String, String> versions = new HashMap<>();
        for (ModelInfo model : models) {
            String other = versions.putIfAbsent(model.name() + "/" + number(model), model.version());
            if (other != null && !other.equals(model.version())) {
                throw new IllegalArgumentException("model " + model.name() + " is to be served in versions " + other
                        + " and " + model.version() + ", which are one number");
            }
            if (!seen.add(model.name() + "/" + model.version() + "/" + model.variant())) {
                throw new IllegalArgumentException("variant \"" + model.variant() + "\" of model " + model.name()
                        + " version " + model.version() + " is to be served twice");
            }
        }
    }

    private static long number(ModelInfo model) {
        try {
            return Long.parseLong(model.version());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "version \"" + model.version() + "\" of model " + model.name() + " is no whole number", e);
        }
    }

    /** Begins an empty set. */
    public static Builder builder(
            Profiler profiler, ServerMetrics metrics, ThreadPoolExecutor prepare, long maxBodyBytes) {
        return new Builder(new Intake.Parts(profiler, metrics, prepare, maxBodyBytes));
    }

    /** Collects forms of models. For one thread. */
    public static final class Builder {
        private final Intake.Parts parts;
        private final Map<String, List<Form>> models = new LinkedHashMap<>();

        private record Form(ModelInfo info, Pipeline pipeline, IntSupplier waiting) {}

        private Builder(Intake.Parts parts) {
            this.parts = parts;
        }

        /**
         * Adds a form of a model. The first of a name and version is the default one.
         *
         * @param waiting how many requests wait for it
         */
        public Builder add(ModelInfo info, Pipeline pipeline, IntSupplier waiting) {
            models.computeIfAbsent(info.name() + "/" + info.version(), key -> new ArrayList<>())
                    .add(new Form(info, pipeline, waiting));
            return this;
        }

        /**
         * Adds a variant that is not served, beside the default one of its model. What asks for it is told why.
         *
         * @param reason why, in one line
         * @throws IllegalArgumentException when it would be the default one
         */
        public Builder leftOut(ModelInfo info, String reason) {
            if (!models.containsKey(info.name() + "/" + info.version())) {
                throw new IllegalArgumentException("variant " + info.variant() + " of model " + info.name()
                        + " version " + info.version() + " is the default one, which cannot be left out");
            }
            return add(info, new LeftOutHandler(info.name(), info.variant(), reason), () -> 0);
        }

        /** Makes the set. */
        public ServedModels build() {
            ServedModels served = new ServedModels();
            Map<String, Integer> versions = new HashMap<>();
            models.values().forEach(forms -> versions.merge(forms.get(0).info().name(), 1, Integer::sum));
            for (List<Form> forms : models.values()) {
                ModelInfo info = forms.get(0).info();
                String version = versions.getOrDefault(info.name(), 1) > 1 ? " version " + info.version() : "";
                List<ServedForm> all = new ArrayList<>();
                for (Form form : forms) {
                    all.add(served(form, forms.size() == 1 ? ServedForm.ALONE : all.size()));
                }
                served.put(info.name(), withVariants(all), intake(info.name() + version, all), "");
                if (all.size() > 1) {
                    for (ServedForm one : all) {
                        String name = info.name() + "@" + one.variant();
                        served.put(name, one.info(), intake(name + version, List.of(one)), one.leftOut());
                    }
                }
            }
            return served;
        }

        private ServedForm served(Form form, int number) {
            ModelMetrics metrics = parts.metrics().ofModel(form.info());
            metrics.waiting(form.waiting());
            return new ServedForm(form.info().variant(), number, form.info(), form.pipeline(), metrics);
        }

        private Intake intake(String kind, List<ServedForm> forms) {
            return new Intake(parts, Stages.of(parts.profiler(), kind, Stages.QUEUE), new ServedForms(forms));
        }

        private static ModelInfo withVariants(List<ServedForm> forms) {
            ModelInfo info = forms.get(0).info();
            if (forms.size() == 1) {
                return info;
            }
            Map<String, String> properties = new HashMap<>(info.properties());
            properties.put("variants", String.join(",", new ServedForms(forms).variants()));
            return new ModelInfo(
                    info.name(), info.version(), info.platform(), info.inputs(), info.outputs(), properties);
        }
    }

    private void put(String name, ModelInfo info, Intake intake, String leftOut) {
        endpoints
                .computeIfAbsent(name, key -> new TreeMap<>(Comparator.comparingLong(Long::parseLong)))
                .put(info.version(), new Endpoint(info, intake, leftOut));
    }
}
