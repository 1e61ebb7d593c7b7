package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanKeyTest {
    private static final GpuFacts GPU = new GpuFacts("NVIDIA H100", "9.0", 132, "10.15.1", "13.1", "13.1");
    private static final List<ShapeProfile> PROFILES = ShapeProfile.of(TensorRtOptions.defaults(), 256);
    private static final PlanKey KEY = new PlanKey("aa", GPU, Precision.FP16, PROFILES, "");

    @Test
    void equalKeysHaveEqualHashes() {
        List<ShapeProfile> same = ShapeProfile.of(TensorRtOptions.defaults(), 256);
        GpuFacts gpu = new GpuFacts("NVIDIA H100", "9.0", 132, "10.15.1", "13.1", "13.1");
        assertEquals(KEY.hash(), new PlanKey("aa", gpu, Precision.FP16, same, "").hash());
        assertTrue(KEY.hash().matches("[0-9a-f]{64}"), KEY.hash());
    }

    @Test
    void eachPartChangesTheHash() {
        List<PlanKey> keys = List.of(
                KEY,
                new PlanKey("ab", GPU, Precision.FP16, PROFILES, ""),
                withGpu("NVIDIA H200", "9.0", 132, "10.15.1", "13.1", "13.1"),
                withGpu("NVIDIA H100", "9.1", 132, "10.15.1", "13.1", "13.1"),
                withGpu("NVIDIA H100", "9.0", 114, "10.15.1", "13.1", "13.1"),
                withGpu("NVIDIA H100", "9.0", 132, "10.15.2", "13.1", "13.1"),
                withGpu("NVIDIA H100", "9.0", 132, "10.15.1", "13.2", "13.1"),
                withGpu("NVIDIA H100", "9.0", 132, "10.15.1", "13.1", "13.2"),
                new PlanKey("aa", GPU, Precision.BF16, PROFILES, ""),
                new PlanKey("aa", GPU, Precision.FP16, profiles(64, 8, 32), ""),
                new PlanKey("aa", GPU, Precision.FP16, profiles(32, 9, 32), ""),
                new PlanKey("aa", GPU, Precision.FP16, profiles(32, 8, 33), ""),
                new PlanKey("aa", GPU, Precision.FP16, PROFILES, "cc"));
        Set<String> hashes = new HashSet<>();
        keys.forEach(key -> assertTrue(hashes.add(key.hash()), key + " has the hash of another"));
        assertEquals(
                keys.get(0).parts().size() - 1 + 2, keys.size() - 1, "each part but the recipe, profiles three times");
    }

    @Test
    void aNameWithALineBreakCannotPassForAnotherPart() {
        PlanKey split = withGpu("NVIDIA H100\ncompute-capability: 8.0", "9.0", 132, "10.15.1", "13.1", "13.1");
        assertEquals(KEY.text().lines().count(), split.text().lines().count());
    }

    @Test
    void theTextSaysAllOfIt() {
        assertEquals("""
                recipe: 1
                model: aa
                gpu: NVIDIA H100
                compute-capability: 9.0
                multiprocessors: 132
                tensorrt: 10.15.1
                cuda: 13.1
                driver: 13.1
                precision: fp16
                profiles: 1x1..1x32..1x256 1x1..8x32..32x256
                calibration:\s
                """, KEY.text());
    }

    @Test
    void versionsAreWrittenAsPeopleWriteThem() {
        assertEquals("13.1", GpuFacts.cudaVersion(13010));
        assertEquals("12.9", GpuFacts.cudaVersion(12090));
        assertEquals("10.15.1", GpuFacts.tensorRtVersion(101501));
    }

    private static PlanKey withGpu(
            String name, String capability, int multiprocessors, String tensorRt, String cuda, String driver) {
        return new PlanKey(
                "aa",
                new GpuFacts(name, capability, multiprocessors, tensorRt, cuda, driver),
                Precision.FP16,
                PROFILES,
                "");
    }

    private static List<ShapeProfile> profiles(int maxBatch, int optBatch, int optTokens) {
        return ShapeProfile.of(new TensorRtOptions(Precision.FP16, maxBatch, optBatch, optTokens, null), 256);
    }
}
