#include "model/decoder.hpp"

#include <algorithm>

#include "model/observed_attention.hpp"
#include "model/swapped_attention.hpp"

namespace attn {
namespace {

simd::Matrix rows_of(std::vector<float>& data, std::size_t rows) {
  const std::size_t cols = data.size() / rows;
  return {data.data(), rows, cols, cols};
}

simd::ConstMatrix rows_in(const std::vector<float>& data, std::size_t rows) {
  const std::size_t cols = data.size() / rows;
  return {data.data(), rows, cols, cols};
}

}  // namespace

DecoderBuffers::DecoderBuffers(const ModelConfig& config, std::size_t t)
    : resid(t * config.c),
      normed(t * config.c),
      out(t * config.c),
      q(t * config.h * config.d),
      z(t * config.h * config.d),
      k(t * config.g * config.d),
      v(t * config.g * config.d),
      up(t * config.m),
      gate(config.gated_mlp ? t * config.m : 0) {}

double DecoderBuffers::bytes(const ModelConfig& config, std::size_t t) {
  const std::size_t width = 3 * config.c + 2 * (config.h + config.g) * config.d + 2 * config.m;
  return sizeof(float) * static_cast<double>(width) * static_cast<double>(t);
}

DecoderPass::DecoderPass(const ModelConfig& config, const DecoderWeights& weights, const Rotary& rotary, KvCache& cache,
                         Hooks* hooks, const AttentionSwap* swap, std::size_t t)
    : config_(config),
      weights_(weights),
      cache_(cache),
      hooks_(hooks),
      swap_(swap),
      t_(t),
      past_(cache.length()),
      buffers_(config, t),
      rotary_(rotary.rows(past_, t)) {
  const std::size_t t_k = past_ + t;
  problem_.shape = {1, config.h, config.g, t, t_k, config.d, config.d};
  problem_.score = make_score("scaled_dot", {config.d});
  problem_.masks.resize(1);
  problem_.masks[0].add(make_mask("causal", {t, t_k, static_cast<std::ptrdiff_t>(past_)}));
}

std::vector<float> DecoderPass::run(std::span<const std::int32_t> ids, LogitRows rows) {
  cache_.reserve(t_);
  embed(ids);
  for (std::size_t layer = 0; layer < config_.layers; ++layer) block(layer);
  std::vector<float> result = logits(rows);
  cache_.advance(t_);  // last: a pass that throws leaves the cache as it was
  return result;
}

void DecoderPass::embed(std::span<const std::int32_t> ids) {
  const std::size_t c = config_.c;
  for (std::size_t i = 0; i < t_; ++i) {
    std::copy_n(weights_.embed.data() + static_cast<std::size_t>(ids[i]) * c, c, buffers_.resid.data() + i * c);
  }
  fire(HookPoint::kEmbed, 0, {t_, c}, buffers_.resid);
  if (config_.position != PositionKind::kLearned) return;
  std::copy_n(weights_.positions.data() + past_ * c, t_ * c, buffers_.out.data());
  fire(HookPoint::kPosEmbed, 0, {t_, c}, buffers_.out);
  simd::add(buffers_.out, buffers_.resid);
}

void DecoderPass::block(std::size_t layer) {
  const LayerWeights& weights = weights_.layers[layer];
  const std::size_t c = config_.c;
  fire(HookPoint::kResidPre, layer, {t_, c}, buffers_.resid);
  norm(weights.ln1, HookPoint::kLn1Scale, HookPoint::kLn1Normalized, layer);
  project(weights, layer);
  store(layer);
  attend(layer);
  output(weights, layer);
  fire(HookPoint::kAttnOut, layer, {t_, c}, buffers_.out);
  simd::add(buffers_.out, buffers_.resid);
  fire(HookPoint::kResidMid, layer, {t_, c}, buffers_.resid);
  norm(weights.ln2, HookPoint::kLn2Scale, HookPoint::kLn2Normalized, layer);
  feed_forward(weights, layer);
  fire(HookPoint::kMlpOut, layer, {t_, c}, buffers_.out);
  simd::add(buffers_.out, buffers_.resid);
  fire(HookPoint::kResidPost, layer, {t_, c}, buffers_.resid);
}

void DecoderPass::norm(const Norm& norm, HookPoint scale, HookPoint normalized, std::size_t layer) {
  const simd::ConstMatrix x = rows_in(buffers_.resid, t_);
  norm.apply(x, rows_of(buffers_.normed, t_));
  if (!wants(scale, layer) && !wants(normalized, layer)) return;
  std::vector<float> scales(t_), unit(t_ * config_.c);
  norm.scales(x, scales);
  bool changed = fire(scale, layer, {t_, 1}, scales);
  norm.normalize(x, scales, rows_of(unit, t_));
  changed |= fire(normalized, layer, {t_, config_.c}, unit);
  if (!changed) return;
  buffers_.normed = unit;
  norm.finish(rows_of(buffers_.normed, t_));
}

void DecoderPass::project(const LayerWeights& weights, std::size_t layer) {
  const simd::ConstMatrix x = rows_in(buffers_.normed, t_);
  weights.q.apply(x, rows_of(buffers_.q, t_));
  weights.k.apply(x, rows_of(buffers_.k, t_));
  weights.v.apply(x, rows_of(buffers_.v, t_));
  fire(HookPoint::kQ, layer, {t_, config_.h, config_.d}, buffers_.q);
  fire(HookPoint::kK, layer, {t_, config_.g, config_.d}, buffers_.k);
  fire(HookPoint::kV, layer, {t_, config_.g, config_.d}, buffers_.v);
  const bool placed = swap_ != nullptr && swap_->has_position(layer);
  if (config_.position != PositionKind::kRotary && !placed) return;
  turn(buffers_.q, config_.h, HookPoint::kRotQ, layer);
  turn(buffers_.k, config_.g, HookPoint::kRotK, layer);
}

void DecoderPass::turn(std::vector<float>& heads, std::size_t count, HookPoint point, std::size_t layer) {
  const std::size_t d = config_.d;
  if (swap_ != nullptr && swap_->has_position(layer)) {
    for (std::size_t n = 0; n < count; ++n) swap_->place(layer, {heads.data() + n * d, t_, d, count * d}, past_);
    if (config_.position == PositionKind::kRotary) fire(point, layer, {t_, count, d}, heads);
    return;
  }
  for (std::size_t i = 0; i < t_; ++i) {
    for (std::size_t n = 0; n < count; ++n) {
      simd::rotary_half({heads.data() + (i * count + n) * d, d}, rotary_.cos_row(i), rotary_.sin_row(i));
    }
  }
  fire(point, layer, {t_, count, d}, heads);
}

/// The cache keeps heads apart ([g, room, d]), so that a head's keys are one matrix.
void DecoderPass::store(std::size_t layer) {
  const std::size_t d = config_.d;
  for (std::size_t n = 0; n < config_.g; ++n) {
    float* keys = cache_.keys(layer) + n * cache_.head_stride() + past_ * d;
    float* values = cache_.values(layer) + n * cache_.head_stride() + past_ * d;
    for (std::size_t i = 0; i < t_; ++i) {
      std::copy_n(buffers_.k.data() + (i * config_.g + n) * d, d, keys + i * d);
      std::copy_n(buffers_.v.data() + (i * config_.g + n) * d, d, values + i * d);
    }
  }
}

void DecoderPass::attend(std::size_t layer) {
  const std::size_t d = config_.d;
  const std::size_t row = config_.h * d;
  problem_.q = {buffers_.q.data(), 0, d, row};
  problem_.k = {cache_.keys(layer), 0, cache_.head_stride(), d};
  problem_.v = {cache_.values(layer), 0, cache_.head_stride(), d};
  AttentionResult result;
  result.y = {buffers_.z.data(), 0, d, row};
  if (swap_ != nullptr && swap_->replaces(layer)) {
    swapped_attention(*swap_, problem_, result, hooks_, layer);
  } else {
    problem_.executor = Executor::kFlash;
    attention(problem_, result);
    if (wants(HookPoint::kAttnScores, layer) || wants(HookPoint::kPattern, layer)) {
      attention_with_hooks(problem_, result, *hooks_, layer);
    }
  }
  fire(HookPoint::kZ, layer, {t_, config_.h, d}, buffers_.z);
}

/// out = z Wo^T + b. Where a hook changes a head's part, the parts are what is summed.
void DecoderPass::output(const LayerWeights& weights, std::size_t layer) {
  weights.o.apply(rows_in(buffers_.z, t_), rows_of(buffers_.out, t_));
  if (!wants(HookPoint::kResult, layer)) return;
  const auto [c, h, d] = std::tuple{config_.c, config_.h, config_.d};
  std::vector<float> parts(t_ * h * c);
  for (std::size_t n = 0; n < h; ++n) {
    weights.o.apply_columns({buffers_.z.data() + n * d, t_, d, h * d}, n * d, {parts.data() + n * c, t_, c, h * c});
  }
  if (!fire(HookPoint::kResult, layer, {t_, h, c}, parts)) return;
  std::fill(buffers_.out.begin(), buffers_.out.end(), 0.0F);
  for (std::size_t i = 0; i < t_; ++i) {
    const std::span<float> row{buffers_.out.data() + i * c, c};
    for (std::size_t n = 0; n < h; ++n) simd::add({parts.data() + (i * h + n) * c, c}, row);
    if (!weights.o.bias().empty()) simd::add(weights.o.bias(), row);
  }
}

void DecoderPass::feed_forward(const LayerWeights& weights, std::size_t layer) {
  const simd::ConstMatrix x = rows_in(buffers_.normed, t_);
  weights.up.apply(x, rows_of(buffers_.up, t_));
  if (config_.gated_mlp) {
    weights.gate.apply(x, rows_of(buffers_.gate, t_));
    fire(HookPoint::kMlpPre, layer, {t_, config_.m}, buffers_.gate);
    fire(HookPoint::kMlpPreLinear, layer, {t_, config_.m}, buffers_.up);
    activate(config_.activation, buffers_.gate);
    simd::multiply(buffers_.gate, buffers_.up);
  } else {
    fire(HookPoint::kMlpPre, layer, {t_, config_.m}, buffers_.up);
    activate(config_.activation, buffers_.up);
  }
  fire(HookPoint::kMlpPost, layer, {t_, config_.m}, buffers_.up);
  weights.down.apply(rows_in(buffers_.up, t_), rows_of(buffers_.out, t_));
}

std::vector<float> DecoderPass::logits(LogitRows rows) {
  const bool watched = wants(HookPoint::kLnFinalScale, 0) || wants(HookPoint::kLnFinalNormalized, 0);
  if (rows == LogitRows::kNone && !watched) return {};
  norm(weights_.ln_final, HookPoint::kLnFinalScale, HookPoint::kLnFinalNormalized, 0);
  if (rows == LogitRows::kNone) return {};
  const std::size_t count = rows == LogitRows::kAll ? t_ : 1;
  const std::size_t c = config_.c;
  const std::vector<float>& head = config_.tied_embeddings ? weights_.embed : weights_.head;
  std::vector<float> result(count * config_.vocab);
  multiply_nt({buffers_.normed.data() + (t_ - count) * c, count, c, c}, {head.data(), config_.vocab, c, c},
              rows_of(result, count));
  return result;
}

}  // namespace attn
