#include "mechanisms/sliced_experts.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "inspect/trace.hpp"
#include "model/weights.hpp"
#include "nn/moe.hpp"

namespace attn {

namespace {

void check(const ModelConfig& config, std::size_t layer, std::size_t experts, std::size_t top_k) {
  if (layer >= config.layers)
    fail(ErrorCode::kBadArgument, "layer {}, but the model has layers 0 to {}", {layer, config.layers - 1});
  if (experts - 1 >= config.m)
    fail(ErrorCode::kBadArgument, "{} experts cannot be cut from {} hidden units: use 1 to {}",
         {experts, config.m, config.m});
  if (top_k - 1 >= experts)
    fail(ErrorCode::kBadArgument, "a token cannot keep {} of {} experts: keep 1 to all of them", {top_k, experts});
}

/// |a - b| relative to |b|, and the cosine between them, of sums that come in piece by piece.
struct Comparison {
  double off = 0, aa = 0, bb = 0, ab = 0;

  void add(std::span<const float> a, std::span<const float> b) {
    for (std::size_t n = 0; n < a.size(); ++n) {
      const double x = static_cast<double>(a[n]), y = static_cast<double>(b[n]);
      off += (x - y) * (x - y);
      aa += x * x, bb += y * y, ab += x * y;
    }
  }
  [[nodiscard]] double difference() const { return off == 0 ? 0 : std::sqrt(off / bb); }
  [[nodiscard]] double cosine() const { return aa == 0 || bb == 0 ? 0 : ab / std::sqrt(aa) / std::sqrt(bb); }
};

/// Scores, choice and contributions from the activations post [t, m].
void cut(SlicedExperts& made, simd::ConstMatrix post, const Linear& down) {
  const std::size_t t = made.tokens, experts = made.experts, c = made.width;
  for (std::size_t e = 0; e < experts; ++e) {
    const std::size_t first = made.first_unit[e], units = made.first_unit[e + 1] - first;
    const simd::ConstMatrix slice{post.data + first, t, units, post.stride};
    down.apply_columns(slice, first, {made.contribution.data() + e * c, t, c, experts * c});
    for (std::size_t i = 0; i < t; ++i) {
      const std::span<const float> row{slice.data + i * slice.stride, units};
      made.router[i * experts + e] = simd::dot(row, row);
    }
  }
  for (std::size_t i = 0; i < t; ++i)
    choose_largest({made.router.data() + i * experts, experts}, {made.chosen.data() + i * made.top_k, made.top_k});
}

/// output, and what it is worth.
void add_up(SlicedExperts& made, const Linear& down, std::uint64_t per_unit) {
  const std::size_t c = made.width;
  Comparison overall;
  for (std::size_t i = 0; i < made.tokens; ++i) {
    const std::span<float> row{made.output.data() + i * c, c};
    const std::span<const float> whole{made.whole.data() + i * c, c};
    for (std::size_t n = 0; n < made.top_k; ++n) {
      const std::size_t e = made.chosen[i * made.top_k + n];
      simd::add({made.contribution.data() + (i * made.experts + e) * c, c}, row);
      made.kept_multiply_adds += per_unit * (made.first_unit[e + 1] - made.first_unit[e]);
      ++made.load[e];
    }
    if (!down.bias().empty()) simd::add(down.bias(), row);
    Comparison own;
    own.add(row, whole);
    overall.add(row, whole);
    made.difference[i] = own.difference();
    made.cosine[i] = own.cosine();
  }
  made.overall_difference = overall.difference();
  made.overall_cosine = overall.cosine();
  made.whole_multiply_adds = per_unit * made.tokens * down.in();
}

}  // namespace

SlicedExperts slice_experts(const Model& model, std::span<const std::int32_t> ids, std::size_t layer,
                            std::size_t experts, std::size_t top_k) {
  const ModelConfig& config = model.config();
  check(config, layer, experts, top_k);
  const std::string post = hook_name(HookPoint::kMlpPost, layer), out = hook_name(HookPoint::kMlpOut, layer);
  Inspector inspector({post, out}, {}, config);
  KvCache cache = model.make_cache();
  (void)model.forward(ids, cache, LogitRows::kNone, &inspector);

  const std::size_t t = ids.size(), c = config.c, m = config.m;
  SlicedExperts made;
  made.tokens = t, made.experts = experts, made.top_k = top_k, made.width = c;
  made.first_unit.resize(experts + 1);
  for (std::size_t e = 0; e <= experts; ++e) made.first_unit[e] = e * (m / experts) + std::min(e, m % experts);
  made.router.resize(t * experts);
  made.chosen.resize(t * top_k);
  made.load.resize(experts);
  made.contribution.resize(t * experts * c);
  made.whole = inspector.find(out)->data;
  made.output.resize(t * c);
  made.difference.resize(t);
  made.cosine.resize(t);
  const Linear& down = model.weights().layers[layer].down;
  cut(made, {inspector.find(post)->data.data(), t, m, m}, down);
  add_up(made, down, std::uint64_t{config.gated_mlp ? 3U : 2U} * c);
  return made;
}

}  // namespace attn
