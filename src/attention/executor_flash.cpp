// Flash attention (Dao et al. 2022, algorithm 1, with the online softmax of Milakov & Gimelshein 2018):
// tile by tile, each row keeps the largest score so far (m), the sum of exp(score - m) so far (l) and the
// values weighted by the same (in y). A larger m rescales what was summed before. Memory is O(t).
#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/executor.hpp"

namespace attn {

namespace {

// A tile of scores is 16 KiB: with its keys and values it stays in L1 or close to it.
constexpr std::size_t kQueries = 64;
constexpr std::size_t kKeys = 64;
constexpr float kMinusInf = -std::numeric_limits<float>::infinity();

/// Softmax's running state for the rows of one query tile.
struct Running {
  float m[kQueries];
  float l[kQueries];
};

/// Turns a tile of masked scores into weights relative to each row's new maximum, and brings l and y
/// over to that maximum.
void absorb(simd::Matrix scores, Running& state, simd::Matrix y) {
  float shift[kQueries], keep[kQueries];
  for (std::size_t r = 0; r < scores.rows; ++r) {
    const float top = simd::max({scores.data + r * scores.stride, scores.cols});
    const float before = state.m[r];
    // Written so that a NaN, once there, stays.
    const float now = top <= before ? before : (std::isnan(before) ? before : top);
    // While a row has seen no key, its maximum is -inf, and -inf - -inf would be NaN.
    shift[r] = now == kMinusInf ? 0 : now;
    keep[r] = before - shift[r];
    state.m[r] = now;
  }
  simd::exp({keep, scores.rows});
  for (std::size_t r = 0; r < scores.rows; ++r) {
    const float added = simd::exp_shift_sum(shift[r], {scores.data + r * scores.stride, scores.cols});
    state.l[r] = state.l[r] * keep[r] + added;
    if (keep[r] != 1) simd::scale(keep[r], {y.data + r * y.stride, y.cols});
  }
}

/// One tile of queries against all keys.
void query_tile(const HeadProblem& problem, std::size_t i0, std::size_t i1, simd::Matrix y, Scratch& scratch) {
  const std::size_t t_k = problem.k.rows;
  Running state;
  std::fill_n(state.m, kQueries, kMinusInf);
  std::fill_n(state.l, kQueries, 0.0f);
  for (std::size_t r = 0; r < y.rows; ++r) std::fill_n(y.data + r * y.stride, y.cols, 0.0f);

  for (std::size_t j0 = 0; j0 < t_k; j0 += kKeys) {
    const Tile tile{i0, i1, j0, std::min(j0 + kKeys, t_k)};
    const TileCover cover = problem.mask->cover(tile);
    if (cover == TileCover::kEmpty) continue;
    const std::size_t cols = tile.j1 - tile.j0;
    const simd::Matrix scores{scratch.scores.data(), y.rows, cols, cols};
    scaled_scores(problem, tile, scores);
    softcap_scores(problem, scores);
    mask_scores(problem, tile, cover, scratch.allowed, scores);

    const simd::ConstMatrix v{problem.v.data + j0 * problem.v.stride, cols, problem.v.cols, problem.v.stride};
    const bool some_masked = cover != TileCover::kFull || problem.bias.data != nullptr;
    const bool select = some_masked && !values_are_finite(v);
    if (select) unmasked_pairs(scores, scratch.allowed);
    absorb(scores, state, y);
    const simd::ConstMatrix weights{scores.data, scores.rows, scores.cols, scores.stride};
    if (select)
      add_values_selected(weights, scratch.allowed, v, y);
    else
      simd::gemm_nn_add(weights, v, y);
  }
  for (std::size_t r = 0; r < y.rows; ++r)
    if (state.m[r] != kMinusInf) simd::scale(1 / state.l[r], {y.data + r * y.stride, y.cols});
}

}  // namespace

void flash_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows;
  scratch.scores.resize(kQueries * kKeys);
  for (std::size_t i0 = 0; i0 < t_q; i0 += kQueries) {
    const std::size_t i1 = std::min(i0 + kQueries, t_q);
    query_tile(problem, i0, i1, {result.y.data + i0 * result.y.stride, i1 - i0, result.y.cols, result.y.stride},
               scratch);
  }
}

}  // namespace attn
