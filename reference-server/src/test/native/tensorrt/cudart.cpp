// Stands in for libcudart.so.13 where there is no GPU: "memory of the GPU" is memory of the host, and all is done at once. It
// counts what it gave out, in $STAND_IN_LOG.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace {

constexpr int NO_MEMORY = 2, WRONG_VALUE = 1, NO_DEVICE = 100;
char theStream;
int streams = 0;
std::map<void *, size_t> given;

template <typename... A> void say(const char *format, A... a) {
    static FILE *out = fopen(getenv("STAND_IN_LOG"), "a");
    fprintf(out, format, a...);
    fputc('\n', out);
    fflush(out);
}

int give(void **memory, size_t bytes) {
    const char *most = getenv("STAND_IN_MOST_BYTES");
    if (most != nullptr && bytes > strtoul(most, nullptr, 10)) return NO_MEMORY;
    *memory = malloc(bytes);
    memset(*memory, 0x5a, bytes);
    given[*memory] = bytes;
    return 0;
}

int takeBack(void *memory) {
    if (given.erase(memory) == 0) {
        say("WRONG memory given back");
        return WRONG_VALUE;
    }
    say("pieces of memory %d", static_cast<int>(given.size()));
    free(memory);
    return 0;
}

int on(void *stream) { return stream == &theStream ? 0 : WRONG_VALUE; }

} // namespace

extern "C" {
int cudaGetDeviceCount(int *count) {
    *count = 1;
    return getenv("STAND_IN_HAS_NO_GPU") == nullptr ? 0 : NO_DEVICE;
}
int cudaSetDevice(int device) { return device == 0 ? 0 : WRONG_VALUE; }
int cudaDriverGetVersion(int *version) { return (*version = 13010, 0); }
int cudaRuntimeGetVersion(int *version) { return (*version = 13010, 0); }
int cudaDeviceGetAttribute(int *value, int attribute, int) { return (*value = attribute == 75 ? 9 : attribute == 76 ? 0 : 132, 0); }
int cudaGetDeviceProperties(char *properties, int) { return (strcpy(properties, "stand-in"), 0); }
int cudaStreamCreateWithFlags(void **stream, unsigned) { return (*stream = &theStream, streams++, 0); }
int cudaStreamDestroy(void *stream) { return (say("streams %d", --streams), on(stream)); }
int cudaStreamSynchronize(void *stream) { return on(stream); }
int cudaMalloc(void **memory, size_t bytes) { return give(memory, bytes); }
int cudaMallocHost(void **memory, size_t bytes) { return give(memory, bytes); }
int cudaFree(void *memory) { return takeBack(memory); }
int cudaFreeHost(void *memory) { return takeBack(memory); }
int cudaMemsetAsync(void *memory, int value, size_t bytes, void *stream) { return (memset(memory, value, bytes), on(stream)); }
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int, void *stream) { return (memcpy(to, from, bytes), on(stream)); }
const char *cudaGetErrorName(int) { return "cudaErrorStandIn"; }
const char *cudaGetErrorString(int) { return "the stand-in says no"; }
}
