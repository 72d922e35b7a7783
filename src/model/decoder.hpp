// The one forward pass of every decoder: inference, inspection and interventions run this code.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attention/contract.hpp"
#include "model/attention_swap.hpp"
#include "model/config.hpp"
#include "model/kv_cache.hpp"
#include "model/model.hpp"
#include "model/weights.hpp"
#include "nn/hooks.hpp"
#include "nn/rotary.hpp"

namespace attn {

/// Float buffers of one call, row-major; made once, reused by every layer.
struct DecoderBuffers {
  DecoderBuffers(const ModelConfig& config, std::size_t t);
  [[nodiscard]] static double bytes(const ModelConfig& config, std::size_t t);

  std::vector<float> resid;    ///< [t, c]
  std::vector<float> normed;   ///< [t, c]
  std::vector<float> out;      ///< [t, c]: what a sublayer adds
  std::vector<float> q, z;     ///< [t, h, d]
  std::vector<float> k, v;     ///< [t, g, d]
  std::vector<float> up, gate; ///< [t, m]
};

/// Runs ids through the layers and appends to the cache; returns logits of the rows asked for.
/// The caller has checked ids and room.
class DecoderPass {
 public:
  DecoderPass(const ModelConfig& config, const DecoderWeights& weights, const Rotary& rotary, KvCache& cache,
              Hooks* hooks, const AttentionSwap* swap, std::size_t t);

  std::vector<float> run(std::span<const std::int32_t> ids, LogitRows rows);

 private:
  void embed(std::span<const std::int32_t> ids);
  void block(std::size_t layer);
  void norm(const Norm& norm, HookPoint scale, HookPoint normalized, std::size_t layer);
  void project(const LayerWeights& weights, std::size_t layer);
  void turn(std::vector<float>& heads, std::size_t count, HookPoint point, std::size_t layer);
  void store(std::size_t layer);
  void attend(std::size_t layer);
  void output(const LayerWeights& weights, std::size_t layer);
  void feed_forward(const LayerWeights& weights, std::size_t layer);
  std::vector<float> logits(LogitRows rows);

  [[nodiscard]] bool wants(HookPoint point, std::size_t layer) const {
    return hooks_ != nullptr && hooks_->wants(point, layer);
  }
  /// Fires where wanted; true where that changed data.
  bool fire(HookPoint point, std::size_t layer, std::initializer_list<std::size_t> shape, std::span<float> data) {
    return wants(point, layer) && fire_and_compare(*hooks_, point, layer, shape, data);
  }

  const ModelConfig& config_;
  const DecoderWeights& weights_;
  KvCache& cache_;
  Hooks* hooks_;
  const AttentionSwap* swap_;
  std::size_t t_, past_;
  DecoderBuffers buffers_;
  RotaryRows rotary_;
  AttentionProblem problem_;  ///< what all layers share: shape, score, mask
};

}  // namespace attn
