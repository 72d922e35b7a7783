// What a family is: how checkpoints of one architecture describe and name what a decoder is made of.
// Each family is one header in families/; the build gathers the folder.
//
// A family F is a type with
//   static constexpr std::string_view kId;            // "llama"
//   static constexpr std::string_view kArchitecture;  // config.json "architectures"[0]
//   static constexpr std::string_view kModelType;     // config.json "model_type", where there is no architecture
//   static ModelConfig read_config(const ConfigReader&);                      // every key checked
//   static DecoderWeights read_weights(const ModelConfig&, const WeightReader&);
#pragma once

#include "base/text.hpp"
#include "model/config.hpp"
#include "model/config_reader.hpp"
#include "model/weights.hpp"

namespace attn {

/// Throws kBadFile unless `divisor_key` divides `key`.
inline void require_multiple(const ConfigReader& json, std::string_view key, std::size_t value,
                             std::string_view divisor_key, std::size_t divisor) {
  if (value % divisor == 0) return;
  json.bad(key, text("it must be a multiple of {}, which is {}", {divisor_key, divisor}));
}

/// The keys that every Hugging Face configuration spells alike. An id outside the vocabulary can be
/// neither read nor produced: small checkpoints keep GPT-2's 50256 as a leftover, so it counts as none.
inline void read_token_ids(const ConfigReader& json, ModelConfig& config) {
  const auto in_vocabulary = [&](std::int32_t id) { return static_cast<std::size_t>(id) < config.vocab; };
  for (const std::int32_t id : json.ids("bos_token_id")) {
    if (!config.bos_id && in_vocabulary(id)) config.bos_id = id;
  }
  for (const std::int32_t id : json.ids("eos_token_id")) {
    if (in_vocabulary(id)) config.eos_ids.push_back(id);
  }
}

inline Activation read_activation(const ConfigReader& json, std::string_view key, const std::string& or_else) {
  const std::string name = json.text(key, or_else);
  if (name == "silu" || name == "swish") return Activation::kSilu;
  if (name == "gelu") return Activation::kGeluErf;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") return Activation::kGeluTanh;
  json.unsupported(key, "have silu, gelu, gelu_new, gelu_pytorch_tanh");
}

}  // namespace attn
