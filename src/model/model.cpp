#include "model/model.hpp"

#include "base/text.hpp"
#include "model/decoder.hpp"
#include "model/families.hpp"
#include "model/memory.hpp"
#include "model/sizes.hpp"

namespace attn {

struct Model::Impl {
  ModelConfig config;
  DecoderWeights weights;
  Rotary rotary;
};

namespace {

/// What a pass needs besides the cache; where hooks may watch, mostly the patterns [h, t, t_k] of every layer.
double pass_bytes(const ModelConfig& config, std::size_t t, std::size_t past, bool watched) {
  const double pattern = static_cast<double>(config.h) * static_cast<double>(t) * static_cast<double>(t + past);
  const double patterns = watched ? pattern * static_cast<double>(config.layers) * sizeof(float) : 0;
  return DecoderBuffers::bytes(config, t) + patterns;
}

}  // namespace

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

Model Model::load(std::string_view config_json, const TensorSource& weights) {
  const CheckpointConfig checkpoint = read_checkpoint_config(config_json);
  return with_memory("the model", static_cast<double>(parameter_count(weights)) * sizeof(float), [&] {
    auto impl = std::make_unique<Impl>();
    impl->config = checkpoint.config;
    impl->weights = checkpoint.read_weights(checkpoint.config, WeightReader(weights));
    if (impl->config.position == PositionKind::kRotary)
      impl->rotary = Rotary(impl->config.d, double{impl->config.rope_theta});
    return Model(std::move(impl));
  });
}

const ModelConfig& Model::config() const { return impl_->config; }

const DecoderWeights& Model::weights() const { return impl_->weights; }

KvCache Model::make_cache() const {
  return {impl_->config.layers, impl_->config.g, impl_->config.d, impl_->config.max_positions};
}

std::vector<float> Model::forward(std::span<const std::int32_t> ids, KvCache& cache, LogitRows rows, Hooks* hooks,
                                  const AttentionSwap* swap) const {
  const ModelConfig& config = impl_->config;
  if (ids.empty()) fail(ErrorCode::kBadArgument, "there are no token ids; give at least one");
  if (!cache.fits(config.layers, config.g, config.d)) {
    fail(ErrorCode::kBadArgument, "this cache was made for another model; use this model's make_cache()");
  }
  const std::size_t positions = std::min(config.max_positions, cache.capacity());
  if (ids.size() > positions - std::min(positions, cache.length())) {
    fail(ErrorCode::kContextFull, "{} tokens, but the model has {} positions; shorten the text",
         {cache.length() + ids.size(), positions});
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] >= 0 && static_cast<std::size_t>(ids[i]) < config.vocab) continue;
    fail(ErrorCode::kBadArgument, "token id {} at position {} is outside the vocabulary (0 to {})",
         {ids[i], i, config.vocab - 1});
  }
  return with_memory("the forward pass", pass_bytes(config, ids.size(), cache.length(), hooks != nullptr), [&] {
    return DecoderPass(config, impl_->weights, impl_->rotary, cache, hooks, swap, ids.size()).run(ids, rows);
  });
}

}  // namespace attn
