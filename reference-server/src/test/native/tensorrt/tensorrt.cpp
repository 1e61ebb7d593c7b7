// Stands in for libnvinfer.so.10, libnvinfer_plugin.so.10 and libnvonnxparser.so.10 where there is no GPU: the same exported
// functions, and objects with the same binary layout as TensorRT 10.15, but nothing that could compile or run a network. The
// engine that it "compiles" answers with the ids that it was given. It writes what it is asked for to $STAND_IN_LOG, and counts
// its objects: "live 0" in the last line says that all were deleted.
//
// Layout: an object begins with the address of its table of virtual functions. Classes with INoCopy as their base have the
// destructor in slots 0 and 1, and after the table's address that of an implementation, whose functions stand in the slots
// below; they were found by calling each function of JavaCPP's compiled bindings and seeing where it arrived.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr int WIDTH = 384;
constexpr int SLOTS = 220;
constexpr int ERROR = 1, WARNING = 2;
const char MAGIC[] = "STANDIN";
const char *NAMES[] = {"input_ids", "attention_mask", "token_type_ids", "last_hidden_state"};

int live = 0;
void *logger = nullptr;

template <typename... A> void say(const char *format, A... a) {
    static FILE *out = fopen(getenv("STAND_IN_LOG"), "a");
    fprintf(out, format, a...);
    fputc('\n', out);
    fflush(out);
}

bool told(const char *variable) { return getenv(variable) != nullptr; }

struct Dims {
    int32_t rank;
    int64_t size[8];
};

struct Impl {
    void **table;
    std::string kind;
    std::map<std::string, Dims> shapes;
    std::map<std::string, void *> memory;
    std::vector<char> bytes;
    void *profiler = nullptr;
    void *calibrator = nullptr;
    int profiles = 0;
};

struct Object {
    void **table;
    Impl *impl;
};

struct Slot {
    int index;
    void *function;
};

void unexpected() {
    say("UNEXPECTED call");
    abort();
}

void **table(std::initializer_list<Slot> slots) {
    void **made = new void *[SLOTS];
    for (int i = 0; i < SLOTS; i++) made[i] = reinterpret_cast<void *>(unexpected);
    for (const Slot &slot : slots) made[slot.index] = slot.function;
    return made;
}

#define AT(index, function) Slot{index, reinterpret_cast<void *>(function)}

void destroy(Object *object) {
    say("delete %s, live %d", object->impl->kind.c_str(), --live);
    delete object->impl;
    delete object;
}

Object *make(const char *kind, void **functions) {
    static void **outer = table({AT(1, destroy)});
    say("new %s, live %d", kind, ++live);
    return new Object{outer, new Impl{functions, kind}};
}

template <typename R, typename... A> R call(void *object, int slot, A... a) {
    void *function = (*reinterpret_cast<void ***>(object))[slot];
    return reinterpret_cast<R (*)(void *, A...)>(function)(object, a...);
}

void log(int severity, const char *line) { call<void>(logger, 0, severity, line); }

// IExecutionContext

bool setProfile(Impl *c, int index, void *) { return (c->profiles = index) >= 0; }
bool setAddress(Impl *c, const char *name, void *memory) { return (c->memory[name] = memory) != nullptr; }
bool setShape(Impl *c, const char *name, Dims *shape) { return (c->shapes[name] = *shape).rank == 2; }
void setProfiler(Impl *c, void *profiler) { c->profiler = profiler; }

// A token's state is {id, 1000, 0, ...}: pooled, the first number is to the second as the mean id to 1000.
bool enqueue(Impl *c, void *) {
    int64_t texts = c->shapes[NAMES[0]].size[0], tokens = c->shapes[NAMES[0]].size[1], kept = 0;
    auto *ids = static_cast<int64_t *>(c->memory[NAMES[0]]), *mask = static_cast<int64_t *>(c->memory[NAMES[1]]);
    auto *types = static_cast<int64_t *>(c->memory[NAMES[2]]);
    auto *states = static_cast<float *>(c->memory[NAMES[3]]);
    for (int64_t i = 0; i < texts * tokens; i++) {
        float *state = states + i * WIDTH;
        memset(state, 0, WIDTH * sizeof(float));
        state[0] = static_cast<float>(ids[i]);
        state[1] = 1000;
        kept += mask[i];
        if (types[i] != 0) say("WRONG type %ld", static_cast<long>(types[i]));
    }
    say("run with profile %d: %ldx%ld, %ld tokens", c->profiles, (long)texts, (long)tokens, (long)kept);
    if (c->profiler != nullptr) {
        call<void>(c->profiler, 0, "/encoder/layer.0/attention/self/query/MatMul", 0.01f);
        call<void>(c->profiler, 0, "/encoder/layer.0/output/dense/MatMul", 0.02f);
    }
    return true;
}

// ICudaEngine

Object *newContext(Impl *, int) {
    static void **functions = table(
        {AT(5, setProfiler), AT(17, setProfile), AT(21, setShape), AT(24, setAddress), AT(37, enqueue)});
    return make("context", functions);
}
int tensors(Impl *) { return 4; }
const char *tensorName(Impl *, int index) { return NAMES[index]; }
bool isStates(const char *name) { return strcmp(name, NAMES[3]) == 0; }
Dims tensorShape(Impl *, const char *name) { return Dims{isStates(name) ? 3 : 2, {-1, -1, WIDTH}}; }
int tensorMode(Impl *, const char *name) { return isStates(name) ? 2 : 1; }
int tensorType(Impl *, const char *name) { return isStates(name) ? 0 : 8; }
int engineProfiles(Impl *e) { return e->profiles; }

// IRuntime

Object *deserialize(Impl *, const char *plan, size_t bytes) {
    if (told("STAND_IN_REFUSES") || bytes < sizeof MAGIC || memcmp(plan, MAGIC, sizeof MAGIC - 1) != 0) {
        unsetenv("STAND_IN_REFUSES");
        log(ERROR, "the plan was made for another device");
        return nullptr;
    }
    static void **functions = table({AT(5, newContext), AT(10, engineProfiles), AT(19, tensorShape), AT(20, tensorType),
        AT(23, tensorMode), AT(30, tensors), AT(31, tensorName)});
    Object *engine = make("engine", functions);
    engine->impl->profiles = plan[sizeof MAGIC - 1];
    return engine;
}

// IOptimizationProfile, IBuilderConfig, IHostMemory, IBuilder

bool setDimensions(Impl *, const char *name, int which, Dims *d) {
    say("%s of %s is %ldx%ld", which == 0 ? "min" : which == 1 ? "opt" : "max", name, (long)d->size[0], (long)d->size[1]);
    return true;
}
void clearFlag(Impl *, int flag) { say("flag %d off", flag); }
void setFlag(Impl *, int flag) { say("flag %d on", flag); }
int addProfile(Impl *c, Object *) { return c->profiles++; }
bool setCalibrationProfile(Impl *, Object *) { return true; }
void setCalibrator(Impl *c, void *calibrator) { c->calibrator = calibrator; }
const void *data(Impl *m) { return m->bytes.data(); }
size_t size(Impl *m) { return m->bytes.size(); }

void calibrate(void *calibrator) {
    void *memory[3] = {};
    size_t cached = 1;
    call<void *>(calibrator, 6, &cached);
    say("calibration with %d texts a batch, cached %ld", call<int>(calibrator, 4), (long)cached);
    while (call<bool>(calibrator, 5, memory, NAMES, 3)) {
        say("calibration batch begins with %ld", (long)static_cast<int64_t *>(memory[0])[0]);
    }
}

Object *build(Impl *, Object *, Object *config) {
    if (told("STAND_IN_CANNOT_BUILD")) {
        log(ERROR, "Could not find any implementation\nfor node X.");
        return nullptr;
    }
    if (config->impl->calibrator != nullptr) calibrate(config->impl->calibrator);
    static void **functions = table({AT(2, data), AT(3, size)});
    Object *memory = make("host memory", functions);
    memory->impl->bytes.assign(1 << 20, 'x');
    memcpy(memory->impl->bytes.data(), MAGIC, sizeof MAGIC - 1);
    memory->impl->bytes[sizeof MAGIC - 1] = static_cast<char>(config->impl->profiles);
    return memory;
}
Object *newNetwork(Impl *, int) { return make("network", table({})); }
Object *newConfig(Impl *) {
    static void **functions = table({AT(6, setCalibrator), AT(10, clearFlag), AT(11, setFlag), AT(25, addProfile),
        AT(31, setCalibrationProfile)});
    return make("config", functions);
}
Object *newProfile(Impl *) {
    static void **functions = table({AT(2, setDimensions)});
    static Impl impl{functions, "profile"};
    static Object profile{table({}), &impl}; // belongs to the builder: nobody may delete it
    return &profile;
}

// IParser, which has no implementation behind it

struct Parser {
    void **table;
};
bool parseFromFile(Parser *, const char *, int) { return !told("STAND_IN_CANNOT_PARSE"); }
int errors(Parser *) { return 1; }
const char *description(void *) { return "no such operator"; }
int node(void *) { return 7; }
Parser *error(Parser *, int) {
    static Parser made{table({AT(1, description), AT(5, node)})};
    return &made;
}
void destroyParser(Parser *parser) {
    say("delete parser, live %d", --live);
    delete parser;
}

} // namespace

extern "C" {
Object *createInferBuilder_INTERNAL(void *to, int32_t) {
    logger = to;
    log(WARNING, "a warning");
    return make("builder", table({AT(7, newConfig), AT(8, newNetwork), AT(9, newProfile), AT(14, build)}));
}
Object *createInferRuntime_INTERNAL(void *to, int32_t) {
    logger = to;
    return make("runtime", table({AT(3, deserialize)}));
}
Parser *createNvOnnxParser_INTERNAL(void *, void *, int) {
    say("new parser, live %d", ++live);
    return new Parser{table({AT(1, parseFromFile), AT(5, errors), AT(6, error), AT(9, destroyParser)})};
}
void *createInferRefitter_INTERNAL(void *, void *, int32_t) { return nullptr; }
void *createNvOnnxParserRefitter_INTERNAL(void *, void *, int) { return nullptr; }
void *getBuilderPluginRegistry(int32_t) { return nullptr; }
void *getBuilderSafePluginRegistry(int32_t) { return nullptr; }
void *getPluginRegistry() { return nullptr; }
void *getLogger() { return nullptr; }
bool initLibNvInferPlugins(void *, const char *) { return true; }
int32_t getInferLibVersion() { return 101501; }
int32_t getInferLibMajorVersion() { return 10; }
int32_t getInferLibMinorVersion() { return 15; }
int32_t getInferLibPatchVersion() { return 1; }
int32_t getInferLibBuildVersion() { return 0; }
int getNvOnnxParserVersion() { return 1001501; }
}
