// A decoder-only transformer: one forward pass for inference and inspection, driven by a
// configuration that a family (models/families) reads from a Hugging Face config.json.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "model/config.hpp"
#include "model/kv_cache.hpp"
#include "nn/hooks.hpp"

namespace attn {

class TensorSource;  // formats/tensor_source.hpp
class AttentionSwap;  // model/attention_swap.hpp
struct DecoderWeights;  // model/weights.hpp

/// Which rows of logits a forward call computes.
enum class LogitRows : std::uint8_t { kNone, kLast, kAll };

class Model {
 public:
  /// Reads the configuration, finds every weight it needs, widens to float32 and checks shapes and
  /// finiteness. Throws Error kBadFile / kUnsupported / kNotFinite naming the tensor or the key.
  static Model load(std::string_view config_json, const TensorSource& weights);

  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  [[nodiscard]] const ModelConfig& config() const;
  [[nodiscard]] const DecoderWeights& weights() const;
  [[nodiscard]] KvCache make_cache() const;

  /// Runs ids after what the cache holds, and appends their keys and values to it. Returns logits
  /// [rows, vocab] of the rows asked for. Throws Error kBadArgument for an id outside the vocabulary,
  /// kContextFull when cache.length() + ids.size() exceeds the positions. `swap` puts other mechanisms in the place of
  /// some layers' attention; one cache is filled with the same swap from its first token on.
  std::vector<float> forward(std::span<const std::int32_t> ids, KvCache& cache, LogitRows rows, Hooks* hooks = nullptr,
                             const AttentionSwap* swap = nullptr) const;

 private:
  struct Impl;
  explicit Model(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace attn
