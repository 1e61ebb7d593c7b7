package io.narrows.server.model.tensorrt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A library that the host must have.
 *
 * @param file name that the dynamic linker looks for
 * @param product what it belongs to
 */
record HostLibrary(String file, String product) {
    private static final String DRIVER = "NVIDIA driver";
    private static final String CUDA = "CUDA 13";
    private static final String CUDNN = "cuDNN 9";
    private static final String TENSORRT = "TensorRT 10";

    /**
     * Those that JavaCPP's bindings of TensorRT 10 link against. They need cuBLAS, NVRTC and cuDNN, though this package calls
     * none of these.
     */
    static final List<HostLibrary> ALL = List.of(
            new HostLibrary("libcuda.so.1", DRIVER),
            new HostLibrary("libcudart.so.13", CUDA),
            new HostLibrary("libcublas.so.13", CUDA),
            new HostLibrary("libnvrtc.so.13", CUDA),
            new HostLibrary("libcudnn_cnn.so.9", CUDNN),
            new HostLibrary("libcudnn_adv.so.9", CUDNN),
            new HostLibrary("libnvinfer.so.10", TENSORRT),
            new HostLibrary("libnvinfer_plugin.so.10", TENSORRT),
            new HostLibrary("libnvonnxparser.so.10", TENSORRT));

    /**
     * Those that are missing.
     *
     * @param loads whether the dynamic linker loads a file of a name
     */
    static List<HostLibrary> missing(Predicate<String> loads) {
        List<HostLibrary> missing = new ArrayList<>();
        for (HostLibrary library : ALL) {
            if (!loads.test(library.file())) {
                missing.add(library);
            }
        }
        return missing;
    }

    /**
     * Says which are not found, the products in the order in which they need each other.
     *
     * @param missing at least one
     */
    static String notFound(List<HostLibrary> missing) {
        Map<String, List<String>> files = new LinkedHashMap<>();
        for (HostLibrary library : missing) {
            files.computeIfAbsent(library.product(), product -> new ArrayList<>())
                    .add(library.file());
        }
        String all = files.entrySet().stream()
                .map(product -> String.join(", ", product.getValue()) + " of " + product.getKey())
                .collect(Collectors.joining("; "));
        return all + (missing.size() == 1 ? " is not found" : " are not found");
    }
}
