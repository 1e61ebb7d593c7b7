package io.narrows.cli;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenModelProvider;
import io.narrows.golden.LayeredModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The models that can be opened in this process. */
final class GoldenModels {
    private final List<GoldenModelProvider> providers;

    GoldenModels(List<GoldenModelProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    static GoldenModels load() {
        List<GoldenModelProvider> found = new ArrayList<>();
        ServiceLoader.load(GoldenModelProvider.class).forEach(found::add);
        return new GoldenModels(found);
    }

    /** The provider of a model; a wrong name is wrong usage. */
    GoldenModelProvider provider(String model) {
        return find(model).orElseThrow(() -> {
            TreeSet<String> known = new TreeSet<>();
            providers.forEach(provider -> known.addAll(provider.models()));
            return CommandException.usage("model '" + model + "' is not known; "
                    + (known.isEmpty()
                            ? "there is no model on the class path"
                            : "models are " + String.join(", ", known)));
        });
    }

    Optional<GoldenModelProvider> find(String model) {
        return providers.stream()
                .filter(provider -> provider.models().contains(model))
                .findFirst();
    }

    /** Opens a model; an engine that is not known is wrong usage, one that is not available a refusal of the environment. */
    GoldenModel open(String model, String engine) {
        return open(model, engine, null);
    }

    /** The same for one form of the model; null for its default form. */
    GoldenModel open(String model, String engine, @Nullable String variant) {
        GoldenModelProvider provider = provider(model);
        if (!provider.engines().contains(engine)) {
            throw CommandException.usage("engine '" + engine + "' is not known for model '" + model + "'; engines are "
                    + String.join(", ", provider.engines()));
        }
        try {
            return variant == null ? provider.open(model, engine) : provider.open(model, engine, variant);
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
    }

    /** The same, so that it tells what comes out of each layer. */
    LayeredModel openLayers(String model, String engine, String variant) {
        GoldenModelProvider provider = provider(model);
        if (!provider.engines().contains(engine)) {
            throw CommandException.usage("engine '" + engine + "' is not known for model '" + model + "'; engines are "
                    + String.join(", ", provider.engines()));
        }
        if (!variant.isEmpty() && !provider.variants(engine).contains(variant)) {
            throw CommandException.usage("variant '" + variant + "' is not known for model '" + model + "' and engine '"
                    + engine + "'; variants are " + String.join(", ", provider.variants(engine)));
        }
        try {
            return provider.openLayers(model, engine, variant);
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
    }

    /** What is read from a resource. */
    interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    static <T> T read(URL resource, Reading<T> reading) {
        try (InputStream in = resource.openStream()) {
            return reading.read(in);
        } catch (GoldenException e) {
            throw new GoldenException(resource + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new GoldenException(resource + " cannot be read: " + e.getMessage(), e);
        }
    }
}
