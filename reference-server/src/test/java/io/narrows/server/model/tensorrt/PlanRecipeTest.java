package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.PreparedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanRecipeTest {
    private static final GpuFacts H100 = new GpuFacts("NVIDIA H100", "9.0", 132, "10.15.1", "13.1", "13.1");
    private static final GpuFacts H200 = new GpuFacts("NVIDIA H200", "9.0", 132, "10.15.1", "13.1", "13.1");

    @TempDir
    private Path parent;

    private final List<String> compiled = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @Test
    void aPlanIsCompiledOnceForEachKey() throws IOException {
        Path plan = open(H100);
        assertEquals(plan, open(H100));
        assertEquals("plan for NVIDIA H100", Files.readString(plan));
        assertTrue(Files.readString(plan.resolveSibling("key.txt")).contains("gpu: NVIDIA H100\n"));
        assertEquals("plan for NVIDIA H200", Files.readString(open(H200)));
        assertEquals(List.of("NVIDIA H100", "NVIDIA H200"), compiled);
        assertEquals(List.of(), notices);
    }

    @Test
    void aDamagedPlanIsCompiledAgain() throws IOException {
        Path plan = open(H100);
        Files.writeString(plan, "plan for NVIDIA H1oo");
        assertEquals("plan for NVIDIA H100", Files.readString(open(H100)));
        assertEquals(2, compiled.size());
        assertTrue(
                notices.get(0)
                        .endsWith("is damaged (SHA-256 of model.plan is not the one it was made with),"
                                + " preparing it again"),
                notices.toString());
    }

    @Test
    void aPlanOfAnotherGpuInItsPlaceIsCompiledAgain() throws IOException {
        Path foreign = open(H200).getParent();
        Path mine = foreign.resolveSibling(recipe(H100).name());
        Files.move(foreign, mine);
        assertEquals("plan for NVIDIA H100", Files.readString(open(H100)));
        assertTrue(notices.get(0).contains("manifest.json is for other files"), notices.toString());
    }

    @Test
    void aPlanThatIsRefusedIsCompiledAgain() throws IOException {
        Path plan = open(H100);
        Path again = PreparedFolder.remake(parent, recipe(H100), "TensorRT refuses it", listener())
                .resolve(PlanRecipe.PLAN_FILE);
        assertEquals(plan, again);
        assertEquals(2, compiled.size());
        assertEquals(List.of(plan.getParent() + " is of no use (TensorRT refuses it), preparing it again"), notices);
    }

    @Test
    void whereCompilingFailsNothingStays() throws IOException {
        PlanKey key = key(H100);
        PlanRecipe failing = new PlanRecipe("minilm", key, plan -> {
            Files.writeString(plan, "half a plan");
            throw new ModelException("no memory left on the GPU");
        });
        ModelException e = assertThrows(ModelException.class, () -> PreparedFolder.open(parent, failing, listener()));
        assertEquals("no memory left on the GPU", e.getMessage());
        try (Stream<Path> left = Files.list(parent)) {
            assertEquals(
                    List.of(failing.name() + ".lock"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
    }

    private Path open(GpuFacts gpu) {
        return PreparedFolder.open(parent, recipe(gpu), listener()).resolve(PlanRecipe.PLAN_FILE);
    }

    private PlanRecipe recipe(GpuFacts gpu) {
        return new PlanRecipe("minilm", key(gpu), plan -> {
            compiled.add(gpu.name());
            Files.writeString(plan, "plan for " + gpu.name());
        });
    }

    private static PlanKey key(GpuFacts gpu) {
        return new PlanKey("aa", gpu, Precision.FP16, ShapeProfile.of(TensorRtOptions.defaults(), 256), "");
    }

    private PrepareListener listener() {
        return new PrepareListener() {
            @Override
            public void progress(String step, long done, long total) {}

            @Override
            public void notice(String line) {
                notices.add(line);
            }
        };
    }
}
