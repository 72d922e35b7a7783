#include "mechanisms/softmax_probe.hpp"

#include <algorithm>
#include <cmath>

#include "base/math.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "simd/kernels.hpp"

namespace attn {

namespace {

/// Without the Jacobian's entries where they are not kept; its norm is always taken.
SoftmaxProbe probe(std::span<const float> scores, bool keep) {
  const std::size_t n = scores.size();
  if (n == 0) fail(ErrorCode::kBadArgument, "a softmax over no scores: give at least one");
  SoftmaxProbe made;
  made.weights.resize(n);
  std::copy_n(scores.data(), n, made.weights.data());
  simd::softmax(made.weights);
  made.largest = static_cast<double>(simd::max(made.weights));
  if (keep) made.jacobian.resize(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = static_cast<double>(made.weights[i]);
    if (a != 0) made.entropy_bits -= a * math::log2(a);
    for (std::size_t j = 0; j < n; ++j) {
      const double entry = a * ((i == j ? 1 : 0) - static_cast<double>(made.weights[j]));
      if (keep) made.jacobian[i * n + j] = static_cast<float>(entry);
      made.jacobian_norm += entry * entry;
    }
  }
  made.jacobian_norm = std::sqrt(made.jacobian_norm);
  return made;
}

}  // namespace

SoftmaxProbe probe_softmax(std::span<const float> scores) { return probe(scores, true); }

ScaleProbe scale_probe(std::size_t d, std::size_t keys, bool scaled, std::uint64_t seed, std::size_t rows) {
  constexpr std::size_t kMost = std::size_t{1} << 24U, kMostKeys = std::size_t{1} << 12U;
  if (d - 1 >= kMost || keys - 1 >= std::min(kMost / d, kMostKeys) || rows - 1 >= kMost / d / keys)
    fail(ErrorCode::kBadArgument,
         "{} rows of {} keys of width {}: use 1 or more of each, at most {} keys and {} numbers in all",
         {rows, keys, d, kMostKeys, kMost});
  ScaleProbe made;
  made.d = d, made.keys = keys, made.rows = rows, made.scaled = scaled;
  Random random(seed);
  std::vector<float> query(d), scores(keys);
  double sum = 0, squares = 0;
  const double scale = scaled ? 1 / std::sqrt(static_cast<double>(d)) : 1;
  for (std::size_t row = 0; row < rows; ++row) {
    for (float& x : query) x = random.normal();
    for (float& score : scores) {
      double dot = 0;
      for (const float x : query) dot += static_cast<double>(x) * static_cast<double>(random.normal());
      score = static_cast<float>(dot * scale);
      sum += dot * scale;
      squares += dot * scale * dot * scale;
    }
    SoftmaxProbe own = probe(scores, row == 0);
    made.entropy_bits += own.entropy_bits / static_cast<double>(rows);
    made.largest += own.largest / static_cast<double>(rows);
    made.jacobian_norm += own.jacobian_norm / static_cast<double>(rows);
    if (row > 0) continue;
    made.scores = scores;
    made.first = std::move(own);
  }
  const double mean = sum / static_cast<double>(rows * keys);
  made.variance = squares / static_cast<double>(rows * keys) - mean * mean;
  return made;
}

}  // namespace attn
