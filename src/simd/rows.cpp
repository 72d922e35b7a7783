// Softmax and the two normalisations of one row.
#include <cassert>
#include <cmath>
#include <limits>

#include "simd/kernels.hpp"
#include "simd/vector.hpp"

namespace attn::simd {

void softmax(std::span<float> row) {
  if (row.empty()) return;
  const float top = max(row);
  if (top == -std::numeric_limits<float>::infinity()) {
    for (float& x : row) x = 0;
    return;
  }
  scale(1 / exp_shift_sum(top, row), row);
}

float rms_norm(std::span<const float> x, std::span<const float> gain, float eps, std::span<float> y) {
  assert(x.size() == gain.size() && x.size() == y.size());
  const std::size_t n = x.size();
  if (n == 0) return std::sqrt(eps);
  const float root = std::sqrt(dot(x, x) / static_cast<float>(n) + eps);
  const Vec by(1 / root);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(y.data() + i, load(x.data() + i) * by * load(gain.data() + i));
  for (; i < n; ++i) y[i] = x[i] * (1 / root) * gain[i];
  return root;
}

float layer_norm(std::span<const float> x, std::span<const float> gain, std::span<const float> bias, float eps,
                 std::span<float> y) {
  assert(x.size() == gain.size() && x.size() == bias.size() && x.size() == y.size());
  const std::size_t n = x.size();
  if (n == 0) return std::sqrt(eps);
  const float mean = sum(x) / static_cast<float>(n);
  const Vec center(mean);
  std::size_t i = 0;
  // The centred row goes to y first: the variance of what was centred loses nothing to a large mean.
  for (; i + kLanes <= n; i += kLanes) store(y.data() + i, load(x.data() + i) - center);
  for (; i < n; ++i) y[i] = x[i] - mean;
  const float root = std::sqrt(dot(y, y) / static_cast<float>(n) + eps);
  const float inverse = 1 / root;
  const Vec by(inverse);
  for (i = 0; i + kLanes <= n; i += kLanes)
    store(y.data() + i, xsimd::fma(load(y.data() + i) * by, load(gain.data() + i), load(bias.data() + i)));
  for (; i < n; ++i) y[i] = y[i] * inverse * gain[i] + bias[i];
  return root;
}

}  // namespace attn::simd
