package io.narrows.server.model.tensorrt;

/**
 * A GPU and the software that compiles and runs plans on it.
 *
 * @param name product name
 * @param computeCapability major and minor number, such as {@code 9.0}
 * @param multiprocessors how many there are: parts of one product may differ in it
 * @param tensorRtVersion major, minor, patch and build
 * @param cudaVersion version of the CUDA runtime
 * @param driverVersion latest version of CUDA that the driver takes
 */
record GpuFacts(
        String name,
        String computeCapability,
        int multiprocessors,
        String tensorRtVersion,
        String cudaVersion,
        String driverVersion) {

    /** CUDA's number for a version, 1000 times the major plus 10 times the minor one, as people write it. */
    static String cudaVersion(int number) {
        return number / 1_000 + "." + number % 1_000 / 10;
    }

    /** TensorRT's number for a version, 10000 times the major plus 100 times the minor one plus the patch, as people write it. */
    static String tensorRtVersion(int number) {
        return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }
}
