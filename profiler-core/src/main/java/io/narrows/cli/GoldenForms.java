package io.narrows.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenModelProvider;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.HttpGoldenModel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of one model that a check asks, in this process or behind a server. The empty name is the default form. */
final class GoldenForms {
    private static final String ALL = "all";

    private final GoldenModels models;
    private final String model;
    private final @Nullable String engine;
    private final @Nullable URI url;
    private final Duration timeout;

    /**
     * @param engine in this process; null for the preferred one
     * @param url of a server; null for this process
     */
    GoldenForms(GoldenModels models, String model, @Nullable String engine, @Nullable URI url, Duration timeout) {
        this.models = models;
        this.model = model;
        this.engine = engine;
        this.url = url;
        this.timeout = timeout;
    }

    /** The names of the forms: as given, or all that there are. */
    List<String> named(List<String> names) {
        if (!names.equals(List.of(ALL))) {
            return names;
        }
        if (url == null) {
            return models.provider(model).variants(engine());
        }
        try (HttpGoldenModel asked = connect(url, model)) {
            return asked.variants();
        }
    }

    /** Whether a form that cannot be opened is no error: all are meant, and this machine may be without what one needs. */
    boolean mayLack(List<String> names) {
        return url == null && names.equals(List.of(ALL));
    }

    private String engine() {
        return engine == null ? models.provider(model).engines().iterator().next() : engine;
    }

    /** The kind of change that a form is, where the set does not say it. The default form of a server is what it says it is. */
    Optional<GoldenTolerance.Tier> tier(String form, GoldenModel opened) {
        boolean told = form.isEmpty()
                && opened instanceof HttpGoldenModel served
                && !served.variants().isEmpty();
        String known = told ? ((HttpGoldenModel) opened).variants().get(0) : form;
        return known.isEmpty() ? Optional.empty() : models.find(model).flatMap(provider -> provider.tier(known));
    }

    GoldenModel open(String form) {
        if (url != null) {
            return connect(url, form.isEmpty() ? model : model + "@" + form);
        }
        return form.isEmpty() ? models.open(model, engine()) : models.open(model, engine(), form);
    }

    /**
     * Makes sure, before the first is asked, that the model has forms of these names; what a server has shows when it is asked.
     *
     * @throws CommandException of wrong usage, when it has not
     */
    void requireKnown(List<String> names) {
        if (url != null || names.equals(List.of(""))) {
            return;
        }
        GoldenModelProvider provider = models.provider(model);
        if (!provider.engines().contains(engine())) {
            return; // opening says so
        }
        List<String> known = provider.variants(engine());
        for (String form : names) {
            if (!known.contains(form)) {
                throw CommandException.usage("variant '" + form + "' is not known for model '" + model
                        + "' and engine '" + engine() + "'; variants are " + String.join(", ", known));
            }
        }
    }

    private HttpGoldenModel connect(URI server, String name) {
        try {
            return new HttpGoldenModel(server, name, timeout);
        } catch (GoldenException e) {
            int code = e.isUnavailable() ? ExitCode.ENVIRONMENT : ExitCode.USAGE;
            throw new CommandException(code, e.getMessage(), e);
        }
    }

    /** The results of several forms in one document; docs/reference/golden-format.md describes it. */
    static String toJson(Map<String, GoldenResult> results) {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("schema", "narrows.golden-results/1");
        ObjectNode forms = root.putObject("variants");
        try {
            for (Map.Entry<String, GoldenResult> form : results.entrySet()) {
                forms.set(form.getKey(), mapper.readTree(form.getValue().toJson()));
            }
            return mapper.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("results are valid JSON", e);
        }
    }
}
