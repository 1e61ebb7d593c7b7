package io.narrows.server.config;

import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.djl.DjlTensorModel;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.TensorDeclaration;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code model.yaml}, which declares one version of one model. {@code docs/reference/model-yaml.md} describes it. Stateless. */
final class ModelYaml {
    private static final String SIZES = "a list of sizes, -1 for any; [] for a single value";
    private static final long MAX_SIZE = Integer.MAX_VALUE;
    private static final List<String> TENSORS =
            List.of("engine", "file", "inputs", "outputs", "batch-axis", "warm-up", "golden", "device", "batching");
    private static final List<String> TEXTS = List.of("model", "engine", "variants", "device", "batching", "caching");
    /** Engines of tensors. */
    private static final List<String> ENGINES = List.of(EngineOptions.PYTORCH, EngineOptions.ONNXRUNTIME);

    /** What a batcher of tensors can be told. */
    private static final Set<ConfigKey<?>> OF_TENSORS =
            Set.of(Keys.BATCHING_WORKERS, Keys.BATCHING_MAX_SIZE, Keys.BATCHING_QUEUE_SIZE);

    private final Path file;
    private final String source;
    private final String name;
    private final String version;

    private ModelYaml(Path file, String name, String version) {
        this.file = file;
        this.source = file.toString();
        this.name = name;
        this.version = version;
    }

    /**
     * Reads a file.
     *
     * @param name the model's name, from its folder
     * @param version its version, from its folder
     * @throws ConfigException when it cannot be read or breaks a rule, or names a file that is not there
     */
    static DeclaredModel read(Path file, String name, String version) {
        Object root = ConfigLoader.yaml(ConfigLoader.text(file), file.toString());
        boolean texts = root instanceof Map<?, ?> map && map.get("model") != null;
        ModelYaml yaml = new ModelYaml(file, name, version);
        return texts
                ? yaml.texts(new YamlFields(yaml.source, "", root, TEXTS))
                : yaml.tensors(new YamlFields(yaml.source, "", root, TENSORS));
    }

    private DeclaredModel texts(YamlFields fields) {
        String engine = fields.choice("engine", EngineOptions.PYTORCH, List.copyOf(TextModels.engines()));
        List<String> variants = new ArrayList<>();
        if (fields.has("variants")) {
            String rule = "a list of some of " + Variant.labels() + ", the default one first, none twice";
            for (Object variant : fields.list("variants", 1, rule)) {
                if (!Variant.labels().contains(variant) || variants.contains(variant)) {
                    throw fields.wrong("variants", fields.value("variants"), rule);
                }
                variants.add(String.valueOf(variant));
            }
        } else {
            variants.add(Variant.labels().get(0));
        }
        return new DeclaredModel.Texts(
                file,
                name,
                version,
                fields.choice("model", "", List.copyOf(TextModels.names())),
                engine,
                variants,
                device(fields),
                fields.flag("caching", true),
                settings(fields));
    }

    private DeclaredModel tensors(YamlFields fields) {
        String engine = fields.choice("engine", byFile(fields.text("file")), ENGINES);
        Path network = network(fields, engine);
        List<TensorInfo> inputs = tensors(fields, "inputs", engine);
        List<TensorInfo> outputs = tensors(fields, "outputs", engine);
        BatchAxis axis = axis(fields, inputs, outputs);
        Map<ConfigKey<?>, String> settings = settings(fields);
        for (ConfigKey<?> key : settings.keySet()) {
            if (!OF_TENSORS.contains(key)) {
                throw ConfigException.wrong(source + ": " + key.name() + " is for models of texts; one of tensors has "
                        + "batching.workers, batching.max-size and batching.queue-size");
            }
        }
        return new DeclaredModel.Tensors(
                file,
                new TensorDeclaration(
                        name,
                        version,
                        engine,
                        network,
                        inputs,
                        outputs,
                        axis,
                        device(fields),
                        fields.flag("warm-up", true)),
                fields.has("golden") ? beside(fields, "golden", fields.text("golden")) : null,
                settings);
    }

    /** The engine that a file is for, by what is there where none is named. */
    private String byFile(String named) {
        boolean onnx = named.isEmpty()
                ? Files.exists(beside("model.onnx")) && !Files.exists(beside("model.pt"))
                : named.endsWith(".onnx");
        return onnx ? EngineOptions.ONNXRUNTIME : EngineOptions.PYTORCH;
    }

    private Path network(YamlFields fields, String engine) {
        String named = fields.has("file")
                ? fields.text("file")
                : engine.equals(EngineOptions.PYTORCH) ? "model.pt" : "model.onnx";
        return beside(fields, "file", named);
    }

    /** A file in this folder that a field names. */
    private Path beside(YamlFields fields, String field, String named) {
        Path other = beside(named);
        Path folder = beside("").normalize();
        if (!other.normalize().startsWith(folder) || other.normalize().equals(folder)) {
            throw fields.wrong(field, named, "a file in the folder of model.yaml");
        }
        if (!Files.isRegularFile(other)) {
            throw ConfigException.unreadable(source + ": " + field + " " + other + " does not exist");
        }
        return other;
    }

    private Path beside(String other) {
        return file.resolveSibling(other);
    }

    private List<TensorInfo> tensors(YamlFields fields, String field, String engine) {
        String rule = "a list of at least one {name, datatype, shape}";
        List<TensorInfo> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Object element : fields.list(field, 1, rule)) {
            String path = field + "[" + tensors.size() + "]";
            YamlFields tensor = new YamlFields(source, path, element, List.of("name", "datatype", "shape"));
            String tensorName = tensor.requiredText("name", "a text");
            if (!names.add(tensorName)) {
                throw tensor.wrong(path + ".name", tensorName, "a name that no other of the " + field + " has");
            }
            List<Datatype> datatypes = DjlTensorModel.datatypes(engine);
            String datatype = tensor.requiredText("datatype", "one of " + datatypes);
            if (Datatype.of(datatype) == null) {
                throw tensor.wrong(path + ".datatype", datatype, "one of " + Datatype.names());
            }
            if (!datatypes.contains(Datatype.of(datatype))) {
                throw tensor.wrong(path + ".datatype", datatype, "one of " + datatypes + " with engine " + engine);
            }
            List<Long> shape = shape(tensor, path);
            if (datatype.equals("BYTES") && shape.size() > 2) {
                throw tensor.wrong(path + ".shape", shape, "of at most 2 dimensions for BYTES");
            }
            tensors.add(new TensorInfo(tensorName, datatype, shape));
        }
        return tensors;
    }

    private List<Long> shape(YamlFields tensor, String path) {
        List<Long> shape = new ArrayList<>();
        for (Object size : tensor.list("shape", 0, SIZES)) {
            long value = size instanceof Integer whole ? whole : size instanceof Long large ? large : 0;
            if (value == 0 || value < -1 || value > MAX_SIZE) {
                throw tensor.wrong(path + ".shape", tensor.value("shape"), SIZES);
            }
            shape.add(value);
        }
        return shape;
    }

    private @Nullable BatchAxis axis(YamlFields fields, List<TensorInfo> inputs, List<TensorInfo> outputs) {
        if (!fields.has("batch-axis")) {
            return null;
        }
        String rule = "the number of a dimension, from 0, that is -1 in the shape of every input and output";
        if (!(fields.value("batch-axis") instanceof Integer axis) || axis < 0) {
            throw fields.wrong("batch-axis", fields.value("batch-axis"), rule);
        }
        List<TensorInfo> all = new ArrayList<>(inputs);
        all.addAll(outputs);
        for (TensorInfo tensor : all) {
            if (axis >= tensor.shape().size() || tensor.shape().get(axis) != -1) {
                throw ConfigException.wrong(source + ": batch-axis is " + axis + ", but " + tensor.name()
                        + " has shape " + tensor.shape() + "; it must be " + rule);
            }
        }
        return new BatchAxis(axis);
    }

    private DeviceChoice device(YamlFields fields) {
        try {
            return fields.has("device") ? DeviceChoice.of(fields.text("device")) : DeviceChoice.AUTO;
        } catch (IllegalArgumentException e) {
            throw fields.wrong("device", fields.text("device"), DeviceChoice.RULE);
        }
    }

    /** The server's section of that name, for this model. */
    private Map<ConfigKey<?>, String> settings(YamlFields fields) {
        Map<ConfigKey<?>, String> settings = new LinkedHashMap<>();
        if (!fields.has("batching")) {
            return settings;
        }
        Map<String, ConfigKey<?>> keys = new LinkedHashMap<>();
        for (ConfigKey<?> key : Keys.all()) {
            if (key.name().startsWith("batching.")) {
                keys.put(key.name().substring("batching.".length()), key);
            }
        }
        YamlFields values = new YamlFields(source, "batching", fields.value("batching"), List.copyOf(keys.keySet()));
        keys.forEach((field, key) -> {
            if (values.has(field)) {
                String text = values.text(field);
                key.type().read(source + ": " + key.name(), text);
                settings.put(key, text);
            }
        });
        return settings;
    }
}
