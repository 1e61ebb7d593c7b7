package io.narrows.server.model;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenModelProvider;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.LayeredModel;
import io.narrows.server.model.variants.Variant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens the models of this server for golden checks in this process. */
public final class TextModelGoldenProvider implements GoldenModelProvider {

    @Override
    public Set<String> models() {
        return TextModels.names();
    }

    @Override
    public Set<String> engines() {
        return TextModels.engines();
    }

    @Override
    public List<String> variants(String engine) {
        return TextModels.variants(engine).stream().map(Variant::label).toList();
    }

    @Override
    public Optional<GoldenTolerance.Tier> tier(String variant) {
        return VariantTiers.ofVariant(variant);
    }

    @Override
    public LayeredModel openLayers(String model, String engine, String variant) {
        try {
            return ModelLayers.open(model, new EngineOptions(engine, Variant.of(variant), 0), ModelCache.standard());
        } catch (ModelException | IllegalArgumentException e) {
            throw new GoldenException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public GoldenModel open(String model, String engine) {
        return open(model, engine, Variant.FP32.label());
    }

    @Override
    public GoldenModel open(String model, String engine, String variant) {
        try {
            return TextGoldenModel.owning(TextModels.open(model, new EngineOptions(engine, Variant.of(variant), 0)));
        } catch (ModelException | IllegalArgumentException e) {
            throw new GoldenException(String.valueOf(e.getMessage()), e);
        }
    }
}
