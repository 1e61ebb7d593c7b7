package io.narrows.server.config;

import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.tensor.TensorDeclaration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of the repository, as its {@code model.yaml} declares it. */
public sealed interface DeclaredModel {
    /** Its name. */
    String name();

    /** Its version, decimal. */
    String version();

    /** The file that declares it. */
    Path source();

    /** Keys of the configuration that are set for this model, with their values as written. */
    Map<ConfigKey<?>, String> settings();

    /** The configuration that the model is served with. */
    default ServerConfig over(ServerConfig server) {
        ServerConfig config = server;
        for (Map.Entry<ConfigKey<?>, String> setting : settings().entrySet()) {
            config = config.with(setting.getKey(), setting.getValue());
        }
        return config;
    }

    /**
     * A model of any tensors.
     *
     * @param golden its golden set, null when it has none
     */
    record Tensors(
            Path source,
            TensorDeclaration declaration,
            @Nullable Path golden,
            Map<ConfigKey<?>, String> settings) implements DeclaredModel {
        public Tensors {
            settings = Map.copyOf(settings);
        }

        @Override
        public String name() {
            return declaration.name();
        }

        @Override
        public String version() {
            return declaration.version();
        }
    }

    /**
     * One of the models that the server knows, under a name of its own.
     *
     * @param name its name here
     * @param version its version here
     * @param model its name in the server
     * @param engine the engine that runs it
     * @param variants its forms, the default one first
     * @param device where it runs
     * @param cached whether what it computes is kept and shared, where the server does that
     */
    record Texts(
            Path source,
            String name,
            String version,
            String model,
            String engine,
            List<String> variants,
            DeviceChoice device,
            boolean cached,
            Map<ConfigKey<?>, String> settings)
            implements DeclaredModel {
        public Texts {
            variants = List.copyOf(variants);
            settings = Map.copyOf(settings);
        }
    }
}
