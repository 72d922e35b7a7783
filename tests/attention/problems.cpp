#include "problems.hpp"
#include "support/worst.hpp"

#include <algorithm>
#include <cmath>

namespace attention_test {

using attn::HeadsView;

std::string MaskChoice::name() const {
  std::string text;
  if (causal) text += lower_right ? "causal(lower right) " : "causal(past " + std::to_string(past) + ") ";
  if (padding) text += "padding ";
  if (bitmap) text += "bitmap ";
  return text.empty() ? "full " : text;
}

std::string Setup::name() const {
  const auto n = [](std::size_t x) { return std::to_string(x); };
  return "batch " + n(batch) + ", h " + n(h) + ", g " + n(g) + ", t_q " + n(t_q) + ", t_k " + n(t_k) + ", d " + n(d) +
         ", d_v " + n(d_v) + ", " + mask.name() + ", bias " + n(static_cast<std::size_t>(bias)) + ", softcap " +
         std::to_string(softcap);
}

Twin::Twin(const Setup& s, std::uint64_t seed) {
  reference::Random random(seed);
  oracle = {.batch = s.batch, .h = s.h, .g = s.g, .t_q = s.t_q, .t_k = s.t_k, .d = s.d, .d_v = s.d_v};
  oracle.q = random.normals(s.batch * s.h * s.t_q * s.d);
  oracle.k = random.normals(s.batch * s.g * s.t_k * s.d);
  oracle.v = random.normals(s.batch * s.g * s.t_k * s.d_v);
  for (float& x : oracle.q) x *= s.spread;
  for (float& x : oracle.k) x *= s.spread;
  oracle.scale = s.scale != 0 ? static_cast<double>(s.scale) : 1 / std::sqrt(static_cast<double>(s.d));
  oracle.softcap = static_cast<double>(s.softcap);

  problem.shape = {s.batch, s.h, s.g, s.t_q, s.t_k, s.d, s.d_v};
  problem.score = attn::make_score({"scaled_dot", {{"scale", static_cast<double>(s.scale)}}}, {.d = s.d});
  problem.softcap = s.softcap;
  set_masks(s, random);
  set_bias(s, random);
}

void Twin::set_masks(const Setup& s, reference::Random& random) {
  const MaskChoice& m = s.mask;
  if (!m.causal && !m.padding && !m.bitmap) return;
  oracle.allowed.assign(s.batch * s.t_q * s.t_k, 1);
  for (std::size_t b = 0; b < s.batch; ++b) {
    attn::MaskParams params{.t_q = s.t_q, .t_k = s.t_k, .offset = static_cast<std::ptrdiff_t>(m.past)};
    if (m.causal && m.lower_right) params = attn::causal_params(attn::CausalAlignment::kLowerRight, s.t_q, s.t_k);
    const std::size_t valid = m.padding ? random.below(s.t_k + 1) : s.t_k;
    attn::MaskSet& set = problem.masks.emplace_back();
    if (m.causal) set.add(attn::make_mask("causal", params));
    if (m.padding) set.add(attn::make_mask({"padding", {{"valid_keys", static_cast<double>(valid)}}}, params));
    bitmaps_.emplace_back(s.t_q * s.t_k, 1);
    if (m.bitmap) {
      for (std::size_t i = 0; i < s.t_q; ++i) {
        const bool blind = random.below(5) == 0;
        for (std::size_t j = 0; j < s.t_k; ++j) bitmaps_[b][i * s.t_k + j] = !blind && random.below(3) > 0;
      }
      set.add(attn::BitmapMask{bitmaps_[b].data(), s.t_k, s.t_k});
    }
    // The oracle's own reading of the same words, in signed arithmetic.
    const auto signed_of = [](std::size_t x) { return static_cast<std::int64_t>(x); };
    const std::int64_t diagonal = m.lower_right ? signed_of(s.t_k) - signed_of(s.t_q) : signed_of(m.past);
    for (std::size_t i = 0; i < s.t_q; ++i)
      for (std::size_t j = 0; j < s.t_k; ++j) {
        const bool future = m.causal && signed_of(j) - signed_of(i) > diagonal;
        const bool keep = !future && j < valid && bitmaps_[b][i * s.t_k + j];
        oracle.allowed[(b * s.t_q + i) * s.t_k + j] = keep;
      }
  }
}

void Twin::set_bias(const Setup& s, reference::Random& random) {
  if (s.bias == Setup::Bias::kNone) return;
  const bool over_heads = s.bias == Setup::Bias::kOverHeads, over_rows = s.bias == Setup::Bias::kOverRows;
  compact_bias_ = random.normals(s.batch * (over_heads ? 1 : s.h) * (over_rows ? 1 : s.t_q) * s.t_k);
  for (float& x : compact_bias_)
    if (random.below(10) == 0) x = -INFINITY;
  const std::size_t row = over_rows ? 0 : s.t_k;
  const std::size_t head = over_heads ? 0 : (over_rows ? 1 : s.t_q) * s.t_k;
  const std::size_t item = (over_heads ? 1 : s.h) * (over_rows ? 1 : s.t_q) * s.t_k;
  problem.bias = HeadsView<const float>{compact_bias_.data(), item, head, row};
  for (std::size_t b = 0; b < s.batch; ++b)
    for (std::size_t n = 0; n < s.h; ++n)
      for (std::size_t i = 0; i < s.t_q; ++i)
        for (std::size_t j = 0; j < s.t_k; ++j) oracle.bias.push_back(compact_bias_[b * item + n * head + i * row + j]);
}

Twin::Output Twin::run(attn::Executor executor, bool want_scores, attn::ScoreStage stage) {
  const attn::AttentionShape& s = problem.shape;
  const auto view = [](auto* data, std::size_t heads, std::size_t t, std::size_t width) {
    return HeadsView<std::remove_pointer_t<decltype(data)>>{data, heads * t * width, t * width, width};
  };
  Output out{.y = std::vector<float>(s.batch * s.h * s.t_q * s.d_v, 777.0f),
             .scores = std::vector<float>(want_scores ? s.batch * s.h * s.t_q * s.t_k : 0, 777.0f)};
  const reference::Attention& in = oracle;
  problem.q = view(in.q.data(), s.h, s.t_q, s.d);
  problem.k = view(in.k.data(), s.g, s.t_k, s.d);
  problem.v = view(in.v.data(), s.g, s.t_k, s.d_v);
  problem.executor = executor;
  attn::AttentionResult result{.y = view(out.y.data(), s.h, s.t_q, s.d_v), .scores = {}, .stage = stage};
  if (want_scores) result.scores = view(out.scores.data(), s.h, s.t_q, s.t_k);
  attn::attention(problem, result);
  return out;
}

double worst_error(const std::vector<float>& got, const std::vector<double>& want) {
  if (got.size() != want.size()) return INFINITY;
  double worst = 0;
  for (std::size_t n = 0; n < got.size(); ++n) {
    const double g = static_cast<double>(got[n]), w = want[n];
    if (g == w || (std::isnan(g) && std::isnan(w))) continue;  // equal infinities too
    const double error = std::fabs(g - w) / std::max(1.0, std::fabs(w));
    worst = attn::testing::worse(worst, error);
  }
  return worst;
}

}  // namespace attention_test
