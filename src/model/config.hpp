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
/// How a model knows where a token stands.
enum class PositionKind : std::uint8_t { kRotary, kLearned };

/// Letters as everywhere: c model width, h query heads, g key/value heads, d head width; m feed-forward width.
struct ModelConfig {
  std::string architecture;     ///< "LlamaForCausalLM"
  std::string family;           ///< id of the family that read it: "llama", "gpt2"
  std::size_t vocab = 0, layers = 0, c = 0, h = 0, g = 0, d = 0, m = 0;  ///< m: feed-forward
  std::size_t max_positions = 0;  ///< tokens at most
  NormKind norm = NormKind::kRms;  ///< of every layer and the last
  float norm_eps = 0;  ///< added under the root
  PositionKind position = PositionKind::kRotary;  ///< rotary or learned
  float rope_theta = 0;  ///< base of the rotary angles
  Activation activation = Activation::kSilu;  ///< of the feed-forward layers
  bool gated_mlp = false;       ///< act(gate(x)) * up(x), else act(up(x))
  bool attention_bias = false, mlp_bias = false;  ///< do the linear maps have biases?
  bool tied_embeddings = false;  ///< logits by the embedding
  std::optional<std::int32_t> bos_id;  ///< begins a text
  std::vector<std::int32_t> eos_ids;  ///< each ends a text
};

/// Throws Error: kBadFile (not JSON, a key missing or out of range: the message names it) or
/// kUnsupported (an architecture of no family: the message lists those there are).
ModelConfig parse_config(std::string_view config_json);

}  // namespace attn
