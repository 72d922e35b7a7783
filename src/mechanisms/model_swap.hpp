// Mechanisms in place of a model's attention, from JSON:
//   [{"layers": "all" or [0, 2], "mechanism": SPEC, "segments": [0, 0, 1, ...]}]
// A mechanism without positions keeps the model's. Segments are of the first tokens; later ones (generated) belong to
// the last segment. Where two entries name a layer, the later one holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "formats/json.hpp"
#include "mechanisms/spec.hpp"
#include "model/attention_swap.hpp"
#include "model/config.hpp"
#include "nn/position.hpp"

namespace attn {
/// The mechanisms that JSON names, in the place of a model's own.
class ModelSwap : public AttentionSwap {
 public:
  /// Throws Error kBadArgument for a layer that the model does not have, and as read_mechanism does.
  /// `tokens` is the length of the text that it starts from: defaults of masks that depend on it (MaskParams::length)
  /// are taken from that, and stay when tokens are generated. Positions are made here, once, for all positions of the
  /// model: a table of learned ones has to have them.
  ModelSwap(const JsonValue& json, const std::string& where, const ModelConfig& config, std::size_t tokens);

  [[nodiscard]] bool is_empty() const { return entries_.empty(); }  ///< whether every layer keeps its own
  [[nodiscard]] bool replaces(std::size_t layer) const override { return entry_of_[layer] != nullptr; }
  [[nodiscard]] bool has_position(std::size_t layer) const override;
  void place(std::size_t layer, simd::Matrix x, std::size_t first) const override;
  void run(std::size_t layer, const AttentionProblem& problem, const AttentionResult& result) const override;
  void apply(std::size_t layer, const AttentionProblem& problem, std::span<const float> pattern,
             const AttentionResult& result) const override;

 private:
  struct Entry {
    MechanismSpec spec;
    std::vector<std::int32_t> segments;
    std::unique_ptr<const AnyPosition> position;  ///< null: the model's
  };
  void run(std::size_t layer, const AttentionProblem& problem, const AttentionResult& result,
           ScoreObserver* observer) const;

  std::size_t tokens_;
  std::vector<Entry> entries_;
  std::vector<const Entry*> entry_of_;  ///< [layers]: into entries_, or null
};

}  // namespace attn
