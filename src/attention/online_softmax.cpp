#include "attention/online_softmax.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attn {

namespace {

constexpr float kMinusInf = -std::numeric_limits<float>::infinity();

/// Turns masked scores into weights relative to each row's new maximum, and brings l and y over to that maximum.
void absorb(simd::Matrix scores, float* m, float* l, simd::Matrix y) {
  float shift[kTileMost], keep[kTileMost];
  for (std::size_t r = 0; r < scores.rows; ++r) {
    const float top = simd::max({scores.data + r * scores.stride, scores.cols});
    const float before = m[r];
    // Written so that a NaN, once there, stays.
    const float now = top <= before ? before : (std::isnan(before) ? before : top);
    // While a row has seen no key, its maximum is -inf, and -inf - -inf would be NaN.
    shift[r] = now == kMinusInf ? 0 : now;
    keep[r] = before - shift[r];
    m[r] = now;
  }
  simd::exp({keep, scores.rows});
  for (std::size_t r = 0; r < scores.rows; ++r) {
    const float added = simd::exp_shift_sum(shift[r], {scores.data + r * scores.stride, scores.cols});
    l[r] = l[r] * keep[r] + added;
    if (keep[r] != 1) simd::scale(keep[r], {y.data + r * y.stride, y.cols});
  }
}

}  // namespace

void OnlineSoftmax::start(simd::Matrix y) {
  std::fill_n(m, kTileMost, kMinusInf);
  std::fill_n(l, kTileMost, 0.0F);
  for (std::size_t r = 0; r < y.rows; ++r) std::fill_n(y.data + r * y.stride, y.cols, 0.0F);
}

void OnlineSoftmax::add(std::size_t first, simd::Matrix scores, simd::ConstMatrix values, bool some_masked,
                        simd::Matrix y, Scratch& scratch) {
  const simd::Matrix rows{y.data + first * y.stride, scores.rows, y.cols, y.stride};
  const bool select = some_masked && !values_are_finite(values);
  if (select) unmasked_pairs(scores, scratch.allowed);
  absorb(scores, m + first, l + first, rows);
  const simd::ConstMatrix weights{scores.data, scores.rows, scores.cols, scores.stride};
  if (select)
    add_values_selected(weights, scratch.allowed, values, rows);
  else
    simd::gemm_nn_add(weights, values, rows);
}

void OnlineSoftmax::add_picked(std::size_t row, simd::Matrix scores, std::span<const std::size_t> picked,
                               simd::ConstMatrix v, bool some_masked, simd::Matrix y, Scratch& scratch) {
  float* sum = y.data + row * y.stride;
  if (some_masked) unmasked_pairs(scores, scratch.allowed);
  absorb(scores, m + row, l + row, {sum, 1, y.cols, y.stride});
  for (std::size_t n = 0; n < picked.size(); ++n)
    if (!some_masked || scratch.allowed[n])
      simd::axpy(scores.data[n], {v.data + picked[n] * v.stride, v.cols}, {sum, y.cols});
}

void OnlineSoftmax::finish(simd::Matrix y) const {
  for (std::size_t r = 0; r < y.rows; ++r)
    if (m[r] != kMinusInf) simd::scale(1 / l[r], {y.data + r * y.stride, y.cols});
}

void add_key_tile(const HeadProblem& problem, std::size_t n, OnlineSoftmax& state, simd::Matrix y, Scratch& scratch) {
  const Tile tile = scratch.band.tile(n);
  const std::size_t cols = tile.j1 - tile.j0;
  const simd::Matrix scores{scratch.scores.data(), y.rows, cols, cols};
  scaled_scores(problem, tile, scores);
  softcap_scores(problem, scores);
  mask_scores(problem, n, scratch, scores);
  const bool some_masked = scratch.band.cover(n) != TileCover::kFull || problem.has_bias();
  const simd::ConstMatrix values{problem.v.data + tile.j0 * problem.v.stride, cols, problem.v.cols, problem.v.stride};
  state.add(0, scores, values, some_masked, y, scratch);
  problem.work->bytes_moved += sizeof(float) * std::uint64_t{cols} * (problem.k.cols + problem.v.cols);
}

}  // namespace attn
