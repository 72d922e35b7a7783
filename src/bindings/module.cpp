// The WebAssembly module's entries. No arithmetic here: numbers come from the library below.
#include <emscripten/bind.h>

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
      item.set("id", std::string(info.id));
      item.set("name", std::string(info.name));
      item.set("formula", std::string(info.formula));
      item.set("source", std::string(info.source));
      scores.call<void>("push", item);
    }
    val masks = val::array();
    for (const MaskInfo& info : mask_infos()) {
      val item = val::object();
      item.set("id", std::string(info.id));
      item.set("name", std::string(info.name));
      item.set("rule", std::string(info.rule));
      item.set("source", std::string(info.source));
      masks.call<void>("push", item);
    }
    val result = val::object();
    result.set("scores", scores);
    result.set("masks", masks);
    return result;
  });
}

}  // namespace

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
