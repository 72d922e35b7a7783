// A model as JavaScript sees it: bytes in, then runs, explanations and generations.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inspect/intervention.hpp"
#include "mechanisms/model_swap.hpp"
#include "model/model.hpp"
#include "model/sampling.hpp"

namespace attn::bindings {

/// Its methods throw; module.cpp turns what they throw into values.
class ModelBinding {
 public:
  /// A view of fresh memory in the heap for the bytes of model.safetensors: filled at once, kept by nobody.
  emscripten::val reserve(double bytes);
  /// Reads what was put there and frees it. The result is the model's sizes.
  emscripten::val load(const std::string& config_json);

  /// {ids, capture, interventions, attention, sampling, top, stats} -> {tensors, next, entropy, stats, milliseconds}.
  emscripten::val run(const emscripten::val& options) const;
  /// {ids, layer, head, query, key, interventions} -> the cell.
  emscripten::val explain(const emscripten::val& options) const;

  /// {ids, layer, experts, keep} -> one layer's feed-forward as experts.
  emscripten::val experts(const emscripten::val& options) const;

  /// Throws Error kBadArgument before load().
  [[nodiscard]] std::shared_ptr<const Model> model() const;

 private:
  std::unique_ptr<std::uint8_t[]> file_;
  std::size_t file_size_ = 0;
  std::shared_ptr<const Model> model_;
};

/// One text being continued: the prompt once, then a token a step. Keeps its model alive.
class GenerationBinding {
 public:
  /// {ids, capture, interventions, attention, sampling, top}. Runs all of the prompt but its last token.
  emscripten::val start(const ModelBinding& model, const emscripten::val& options);
  /// Runs the last token and draws the next: {id, tensors, next, full, milliseconds}; `full` when the
  /// context then holds no further token.
  emscripten::val step();

 private:
  std::shared_ptr<const Model> model_;
  std::optional<KvCache> cache_;
  std::optional<Sampler> sampler_;
  SamplingOptions sampling_;
  std::vector<std::string> capture_;
  std::vector<Intervention> interventions_;
  std::optional<ModelSwap> swap_;
  std::vector<std::int32_t> ids_;
  std::size_t top_ = 0;
};

}  // namespace attn::bindings
