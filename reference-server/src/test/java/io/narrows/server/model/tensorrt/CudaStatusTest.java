package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CudaStatusTest {

    @Test
    void commonFailuresAreSaidInOurWords() {
        says("cannot take 8 bytes: no memory is left", new CudaStatus(2, "cudaErrorMemoryAllocation", "x"));
        says(
                "cannot take 8 bytes: the NVIDIA driver is too old for CUDA 13",
                new CudaStatus(35, "cudaErrorInsufficientDriver", "x"));
        says("cannot take 8 bytes: there is no NVIDIA GPU", new CudaStatus(100, "cudaErrorNoDevice", "x"));
    }

    @Test
    void othersAreSaidInCudasWordsOnOneLine() {
        says(
                "cannot take 8 bytes: an illegal memory access was encountered (cudaErrorIllegalAddress, 700)",
                new CudaStatus(700, "cudaErrorIllegalAddress", "an illegal memory access\n  was encountered"));
        says("cannot take 8 bytes: CUDA does not say why (, 999)", new CudaStatus(999, "", " "));
    }

    private static void says(String line, CudaStatus status) {
        assertEquals(line, status.failure("take 8 bytes").getMessage());
    }
}
