#include <limits>

#include "attention/executor.hpp"

namespace attn {

namespace {
constexpr float kMasked = -std::numeric_limits<float>::infinity();

/// Rows [from, to) of a matrix.
simd::ConstMatrix rows_of(simd::ConstMatrix m, std::size_t from, std::size_t to) {
  return {m.data + from * m.stride, to - from, m.cols, m.stride};
}
}  // namespace

void scaled_scores(const HeadProblem& problem, const Tile& tile, simd::Matrix out) {
  score_tile(*problem.score, rows_of(problem.q, tile.i0, tile.i1), rows_of(problem.k, tile.j0, tile.j1), out);
}

void softcap_scores(const HeadProblem& problem, simd::Matrix out) {
  if (problem.softcap == 0) return;
  for (std::size_t i = 0; i < out.rows; ++i) simd::softcap(problem.softcap, {out.data + i * out.stride, out.cols});
}

void mask_scores(const HeadProblem& problem, const Tile& tile, TileCover cover, std::vector<std::uint8_t>& allowed,
                 simd::Matrix out) {
  if (problem.bias.data != nullptr) {
    for (std::size_t i = 0; i < out.rows; ++i) {
      const float* bias = problem.bias.data + (tile.i0 + i) * problem.bias.stride + tile.j0;
      float* row = out.data + i * out.stride;
      for (std::size_t j = 0; j < out.cols; ++j) row[j] = bias[j] == kMasked ? kMasked : row[j] + bias[j];
    }
  }
  if (cover == TileCover::kFull) return;
  allowed.resize(out.rows * out.cols);
  problem.mask->fill(tile, allowed);
  for (std::size_t i = 0; i < out.rows; ++i) {
    const std::uint8_t* keep = allowed.data() + i * out.cols;
    float* row = out.data + i * out.stride;
    for (std::size_t j = 0; j < out.cols; ++j) row[j] = keep[j] ? row[j] : kMasked;
  }
}

bool values_are_finite(simd::ConstMatrix v) {
  for (std::size_t j = 0; j < v.rows; ++j)
    if (!simd::all_finite({v.data + j * v.stride, v.cols})) return false;
  return true;
}

void unmasked_pairs(simd::Matrix scores, std::vector<std::uint8_t>& allowed) {
  allowed.resize(scores.rows * scores.cols);
  for (std::size_t i = 0; i < scores.rows; ++i)
    for (std::size_t j = 0; j < scores.cols; ++j)
      allowed[i * scores.cols + j] = scores.data[i * scores.stride + j] != kMasked;
}

void add_values_selected(simd::ConstMatrix weights, std::span<const std::uint8_t> allowed, simd::ConstMatrix v,
                         simd::Matrix y) {
  for (std::size_t i = 0; i < weights.rows; ++i) {
    for (std::size_t j = 0; j < weights.cols; ++j) {
      const float weight = weights.data[i * weights.stride + j];
      if (weight == 0 && !allowed[i * weights.cols + j]) continue;
      simd::axpy(weight, {v.data + j * v.stride, v.cols}, {y.data + i * y.stride, y.cols});
    }
  }
}

}  // namespace attn
