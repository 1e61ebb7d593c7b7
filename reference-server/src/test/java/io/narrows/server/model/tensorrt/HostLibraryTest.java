package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostLibraryTest {

    @Test
    void oneIsNamedWithItsProduct() {
        List<HostLibrary> missing = HostLibrary.missing(file -> !file.equals("libnvinfer.so.10"));
        assertEquals("libnvinfer.so.10 of TensorRT 10 is not found", HostLibrary.notFound(missing));
    }

    @Test
    void severalAreGroupedByTheirProducts() {
        Set<String> gone = Set.of("libcuda.so.1", "libnvinfer.so.10", "libnvonnxparser.so.10");
        assertEquals(
                "libcuda.so.1 of NVIDIA driver; libnvinfer.so.10, libnvonnxparser.so.10 of TensorRT 10 are not found",
                HostLibrary.notFound(HostLibrary.missing(file -> !gone.contains(file))));
    }

    @Test
    void allAreLookedForAndNothingIsMissingWhereAllLoad() {
        List<String> asked = new ArrayList<>();
        assertEquals(List.of(), HostLibrary.missing(asked::add));
        assertEquals(HostLibrary.ALL.stream().map(HostLibrary::file).toList(), asked);
    }
}
