// The WebAssembly module's entries. No arithmetic here: numbers come from the library below.
#include <emscripten/bind.h>

#include <cstdlib>

#include "attention/mask.hpp"
#include "attention/score.hpp"
#include "bindings/model.hpp"
#include "bindings/values.hpp"
#include "simd/kernels.hpp"

namespace attn::bindings {
namespace {

std::string arch() { return simd::arch_name(); }

/// Bytes of the module's memory; it grows and never shrinks.
double heap_bytes() { return static_cast<double>(__builtin_wasm_memory_size(0)) * 65536; }

/// {scores: [{id, name, formula, source}], masks: [{id, name, rule, source}]}.
val registry() {
  return guarded([] {
    val scores = val::array();
    for (const ScoreInfo& info : score_infos()) {
      val item = val::object();
      put_text(item, "id", info.id);
      put_text(item, "name", info.name);
      put_text(item, "formula", info.formula);
      put_text(item, "source", info.source);
      scores.call<void>("push", item);
    }
    val masks = val::array();
    for (const MaskInfo& info : mask_infos()) {
      val item = val::object();
      put_text(item, "id", info.id);
      put_text(item, "name", info.name);
      put_text(item, "rule", info.rule);
      put_text(item, "source", info.source);
      masks.call<void>("push", item);
    }
    val result = val::object();
    put(result, "scores", scores);
    put(result, "masks", masks);
    return result;
  });
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
  emscripten::function("registry", &registry);
  emscripten::class_<ModelBinding>("Model")
      .constructor<>()
      .function("reserve", &ModelBinding::reserve)
      .function("load", &ModelBinding::load)
      .function("run", &ModelBinding::run)
      .function("explain", &ModelBinding::explain);
  emscripten::class_<GenerationBinding>("Generation")
      .constructor<>()
      .function("start", &GenerationBinding::start)
      .function("step", &GenerationBinding::step);
}

}  // namespace attn::bindings
