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
/// A loaded model. What is const may be called from several threads, each with a cache of its own.
class Model {
 public:
  /// Reads the configuration, finds every weight it needs, widens to float32 and checks shapes and
  /// finiteness. Throws Error kBadFile / kUnsupported / kNotFinite naming the tensor or the key.
  static Model load(std::string_view config_json, const TensorSource& weights);

  Model(Model&&) noexcept;  ///< moves
  Model& operator=(Model&&) noexcept;  ///< moves
  ~Model();

  [[nodiscard]] const ModelConfig& config() const;  ///< what it is made of
  [[nodiscard]] const DecoderWeights& weights() const;  ///< for programs that look at weights
  [[nodiscard]] KvCache make_cache() const;  ///< empty, for all its positions

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
