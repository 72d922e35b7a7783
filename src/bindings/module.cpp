// The WebAssembly module's entries. No arithmetic here: numbers come from the library below.
#include <emscripten/bind.h>

#include <cstdlib>

#include "bindings/handles.hpp"
#include "bindings/mechanisms.hpp"
#include "bindings/model.hpp"
#include "bindings/values.hpp"
#include "model/sizes.hpp"
#include "simd/kernels.hpp"

namespace attn::bindings {
namespace {

std::string arch() { return simd::arch_name(); }

/// Bytes of the module's memory; it grows and never shrinks.
double heap_bytes() { return static_cast<double>(__builtin_wasm_memory_size(0)) * 65536; }

double cache_bytes(std::size_t layers, std::size_t kv_heads, std::size_t width, std::size_t bytes_per_number) {
  return static_cast<double>(cache_bytes_per_token(layers, kv_heads, width, bytes_per_number));
}

Handles<ModelBinding> models;
Handles<GenerationBinding> generations;

std::size_t create_model() { return models.add(); }
void delete_model(std::size_t model) { models.remove(model); }
val reserve(std::size_t model, double bytes) {
  return guarded([&] { return models.at(model).reserve(bytes); });
}
val load(std::size_t model, const std::string& config) {
  return guarded([&] { return models.at(model).load(config); });
}
val run(std::size_t model, const val& options) {
  return guarded([&] { return models.at(model).run(options); });
}
val explain(std::size_t model, const val& options) {
  return guarded([&] { return models.at(model).explain(options); });
}
val experts(std::size_t model, const val& options) {
  return guarded([&] { return models.at(model).experts(options); });
}

std::size_t create_generation() { return generations.add(); }
void delete_generation(std::size_t generation) { generations.remove(generation); }
val start(std::size_t generation, std::size_t model, const val& options) {
  return guarded([&] { return generations.at(generation).start(models.at(model), options); });
}
val step(std::size_t generation) {
  return guarded([&] { return generations.at(generation).step(); });
}

}  // namespace
}  // namespace attn::bindings

// libc++abi's own prints what went wrong before it aborts, and brings all of printf into the module for that.
// Nothing here ends that way: exceptions are caught in guarded().
extern "C" [[noreturn]] void abort_message(const char* /*format*/, ...) { std::abort(); }

namespace attn::bindings {

EMSCRIPTEN_BINDINGS(attn) {
  emscripten::function("arch", &arch);
  emscripten::function("heapBytes", &heap_bytes);
  emscripten::function("attend", &attend);
  emscripten::function("measure", &measure);
  emscripten::function("difference", &difference);
  emscripten::function("fitExponent", &fit_exponent);
  emscripten::function("rowProbe", &row_probe);
  emscripten::function("scaleProbe", &scale_probe);
  emscripten::function("learnSpan", &learn_span);
  emscripten::function("cacheBytes", &cache_bytes);
  emscripten::function("createModel", &create_model);
  emscripten::function("deleteModel", &delete_model);
  emscripten::function("reserve", &reserve);
  emscripten::function("load", &load);
  emscripten::function("run", &run);
  emscripten::function("explain", &explain);
  emscripten::function("experts", &experts);
  emscripten::function("createGeneration", &create_generation);
  emscripten::function("deleteGeneration", &delete_generation);
  emscripten::function("start", &start);
  emscripten::function("step", &step);
}

}  // namespace attn::bindings
