// What a decoder is made of, whichever family it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/activation.hpp"
#include "nn/norm.hpp"

namespace attn {

enum class PositionKind : std::uint8_t { kRotary, kLearned };

/// Letters as everywhere: c model width, h query heads, g key/value heads, d head width; m feed-forward width.
struct ModelConfig {
  std::string architecture;     ///< "LlamaForCausalLM"
  std::string family;           ///< id of the family that read it: "llama", "gpt2"
  std::size_t vocab = 0, layers = 0, c = 0, h = 0, g = 0, d = 0, m = 0;
  std::size_t max_positions = 0;
  NormKind norm = NormKind::kRms;
  float norm_eps = 0;
  PositionKind position = PositionKind::kRotary;
  float rope_theta = 0;
  Activation activation = Activation::kSilu;
  bool gated_mlp = false;       ///< act(gate(x)) * up(x), else act(up(x))
  bool attention_bias = false, mlp_bias = false;
  bool tied_embeddings = false;
  std::optional<std::int32_t> bos_id;
  std::vector<std::int32_t> eos_ids;
};

/// Throws Error: kBadFile (not JSON, a key missing or out of range: the message names it) or
/// kUnsupported (an architecture of no family: the message lists those there are).
ModelConfig parse_config(std::string_view config_json);

}  // namespace attn
