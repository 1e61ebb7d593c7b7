package io.narrows.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.compare.Bottleneck;
import io.narrows.compare.Compared;
import io.narrows.compare.ComparedStage;
import io.narrows.compare.EnvironmentComparison.Difference;
import io.narrows.compare.RunComparison;
import java.nio.file.Path;
import java.util.Locale;

/** A comparison for machines: schema {@code narrows.compare/1}. */
final class CompareJson {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CompareJson() {}

    static String render(RunComparison comparison, Path first, Path second) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("schema", "narrows.compare/1")
                .put("first", first.toString())
                .put("second", second.toString())
                .put("within", comparison.within())
                .put("verdict", word(comparison.verdict()));
        for (Compared metric : comparison.metrics()) {
            json.withArray("metrics").add(metric(metric).put("decides", comparison.decides(metric)));
        }
        comparison.stages().forEach(stage -> json.withArray("stages").add(stage(stage)));
        ObjectNode bottleneck = json.putObject("bottleneck").put("shifted", comparison.bottleneckShifted());
        bottleneck.set("first", bottleneck(comparison.before()));
        bottleneck.set("second", bottleneck(comparison.after()));
        ObjectNode environment = json.putObject("environment")
                .put("same", comparison.environment().same());
        for (Difference difference : comparison.environment().differences()) {
            environment
                    .withArray("differences")
                    .addObject()
                    .put("key", difference.key())
                    .put("first", difference.first())
                    .put("second", difference.second())
                    .put("weight", word(difference.weight()))
                    .put("why", difference.why());
        }
        comparison.warnings().forEach(json.withArray("warnings")::add);
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode stage(ComparedStage stage) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("name", stage.name())
                .put("segment", stage.segment())
                .put("firstShareOfMean", stage.firstShare())
                .put("secondShareOfMean", stage.secondShare());
        Compared mean = stage.mean();
        Compared p99 = stage.p99();
        json.set("mean", mean == null ? null : metric(mean));
        json.set("p99", p99 == null ? null : metric(p99));
        return json;
    }

    private static ObjectNode metric(Compared compared) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("name", compared.name())
                .put("unit", compared.unit())
                .put("verdict", word(compared.verdict()));
        json.set("first", estimate(compared.first()));
        json.set("second", estimate(compared.second()));
        json.set("ratio", estimate(compared.ratio()));
        return json;
    }

    private static ObjectNode estimate(Estimate estimate) {
        ObjectNode json = MAPPER.createObjectNode();
        if (Double.isNaN(estimate.value())) {
            json.putNull("value");
        } else {
            json.put("value", estimate.value());
        }
        return json.put("lo", estimate.lo()).put("hi", estimate.hi());
    }

    private static ObjectNode bottleneck(Bottleneck bottleneck) {
        return MAPPER.createObjectNode()
                .put("stage", bottleneck.stage())
                .put("shareOfMean", bottleneck.share())
                .put("finding", bottleneck.finding())
                .put("title", bottleneck.title());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
