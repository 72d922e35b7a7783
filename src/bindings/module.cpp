// The WebAssembly module's entries. No arithmetic here: numbers come from the library below.
#include <emscripten/bind.h>

#include <cstdlib>

#include "model/sizes.hpp"
#include "bindings/mechanisms.hpp"
#include "bindings/model.hpp"
#include "bindings/values.hpp"
#include "simd/kernels.hpp"

namespace attn::bindings {
namespace {

std::string arch() { return simd::arch_name(); }

/// Bytes of the module's memory; it grows and never shrinks.
double heap_bytes() { return static_cast<double>(__builtin_wasm_memory_size(0)) * 65536; }

double cache_bytes(double layers, double kv_heads, double width, double bytes_per_number) {
  return cache_bytes_per_token(layers, kv_heads, width, bytes_per_number);
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
  emscripten::function("fitExponent", &fit_exponent);
  emscripten::function("rowProbe", &row_probe);
  emscripten::function("scaleProbe", &scale_probe);
  emscripten::function("learnSpan", &learn_span);
  emscripten::function("cacheBytes", &cache_bytes);
  emscripten::class_<ModelBinding>("Model")
      .constructor<>()
      .function("reserve", &ModelBinding::reserve)
      .function("load", &ModelBinding::load)
      .function("run", &ModelBinding::run)
      .function("explain", &ModelBinding::explain)
      .function("experts", &ModelBinding::experts);
  emscripten::class_<GenerationBinding>("Generation")
      .constructor<>()
      .function("start", &GenerationBinding::start)
      .function("step", &GenerationBinding::step);
}

}  // namespace attn::bindings
