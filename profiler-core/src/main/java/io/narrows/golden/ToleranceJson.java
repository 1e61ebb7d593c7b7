package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;

/** The file form of a tolerance, in both versions; what the first can say is written as the first. */
final class ToleranceJson {
    static final int VERSION_1 = 1;
    static final int VERSION_2 = 2;

    private ToleranceJson() {}

    static int version(GoldenTolerance tolerance) {
        return tolerance.ofFormatOne() ? VERSION_1 : VERSION_2;
    }

    /**
     * Reads a tolerance.
     *
     * @param version the one that the schema of the file has
     */
    static GoldenTolerance read(Fields fields, int version) {
        int stated = fields.integer("version");
        if (stated != version) {
            throw new GoldenException(
                    "field tolerance.version is " + stated + "; in a file of this schema it must be " + version);
        }
        if (version == VERSION_1) {
            fields.only("version", "tier", "maxAbs", "minCosine");
            GoldenTolerance.Tier tier = GoldenTolerance.Tier.of(fields.text("tier"));
            if (tier != GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE) {
                throw new GoldenException("field tolerance.tier is " + GoldenText.quote(tier.word())
                        + "; version 1 has \"same-precision-other-engine\" only");
            }
            return new GoldenTolerance(tier, fields.number("maxAbs"), fields.number("minCosine"));
        }
        fields.only("version", "tier", "limits", "ulpFloor");
        Map<GoldenMetric, Double> limits = new EnumMap<>(GoldenMetric.class);
        Fields stored = fields.object("limits");
        for (String key : stored.names()) {
            limits.put(GoldenMetric.ofKey(key), stored.number(key));
        }
        return new GoldenTolerance(GoldenTolerance.Tier.of(fields.text("tier")), limits, fields.number("ulpFloor"));
    }

    static void write(GoldenTolerance tolerance, ObjectNode node) {
        node.put("version", version(tolerance));
        node.put("tier", tolerance.tier().word());
        if (tolerance.ofFormatOne()) {
            tolerance.limits().forEach((metric, limit) -> node.put(metric.key(), limit));
        } else {
            ObjectNode limits = node.putObject("limits");
            tolerance.limits().forEach((metric, limit) -> limits.put(metric.key(), limit));
            node.put("ulpFloor", tolerance.ulpFloor());
        }
    }
}
