#include <algorithm>
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

void Scratch::resize(const HeadProblem& problem, std::size_t rows, std::size_t cols, bool unmarked) {
  scores.resize(rows * cols);
  bias.resize(problem.has_bias() ? cols : 0);
  allowed.resize(unmarked ? 0 : rows * cols);
}

std::size_t Scratch::bytes() const {
  return (scores.size() + bias.size() + keys.size()) * sizeof(float) + allowed.size() + whole.size() + band.bytes();
}

void scaled_scores(const HeadProblem& problem, const Tile& tile, simd::Matrix out) {
  const simd::ConstMatrix q = rows_of(problem.q, tile.i0, tile.i1), k = rows_of(problem.k, tile.j0, tile.j1);
  score_tile(*problem.score, q, k, out);
  problem.work->scores += q.rows * k.rows;
  problem.work->multiply_adds +=
      score_multiply_adds(*problem.score, q.rows, k.rows, q.cols) + std::uint64_t{q.rows} * k.rows * problem.v.cols;
}

void softcap_scores(const HeadProblem& problem, simd::Matrix out) {
  if (problem.softcap == 0) return;
  for (std::size_t i = 0; i < out.rows; ++i) simd::softcap(problem.softcap, {out.data + i * out.stride, out.cols});
}

void bias_row(const HeadProblem& problem, std::size_t i, std::size_t j0, std::span<float> bias, std::span<float> row) {
  bias = bias.first(row.size());
  if (problem.bias.data != nullptr)
    std::copy_n(problem.bias.data + i * problem.bias.stride + j0, row.size(), bias.begin());
  else
    std::fill(bias.begin(), bias.end(), 0.0F);
  for (const AnyBias& added : problem.biases) added.add_row(problem.bias_head, i, j0, bias);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = bias[j] == kMasked ? kMasked : row[j] + bias[j];
}

void mask_scores(const HeadProblem& problem, std::size_t n, Scratch& scratch, simd::Matrix out) {
  const Tile tile = scratch.band.tile(n);
  if (problem.has_bias())
    for (std::size_t i = 0; i < out.rows; ++i)
      bias_row(problem, tile.i0 + i, tile.j0, scratch.bias, {out.data + i * out.stride, out.cols});
  if (scratch.band.cover(n) == TileCover::kFull) return;
  scratch.band.fill(n, std::span(scratch.allowed).first(out.rows * out.cols));
  for (std::size_t i = 0; i < out.rows; ++i) {
    const std::uint8_t* keep = scratch.allowed.data() + i * out.cols;
    float* row = out.data + i * out.stride;
    for (std::size_t j = 0; j < out.cols; ++j) row[j] = keep[j] ? row[j] : kMasked;
  }
}

bool values_are_finite(simd::ConstMatrix v) {
  for (std::size_t j = 0; j < v.rows; ++j)
    if (!simd::all_finite({v.data + j * v.stride, v.cols})) return false;
  return true;
}

void unmasked_pairs(simd::Matrix scores, std::span<std::uint8_t> allowed) {
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
