// Sums, products and maxima over a span. Four accumulators hide the latency of an addition.
#include <cassert>
#include <cmath>
#include <limits>

#include "simd/kernels.hpp"
#include "simd/vector.hpp"

namespace attn::simd {

const char* arch_name() { return xsimd::default_arch::name(); }
std::size_t lanes() { return kLanes; }

float dot(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  const std::size_t n = a.size();
  const float* x = a.data();
  const float* y = b.data();
  std::size_t i = 0;
  float total = 0;
  if (n >= kLanes) {
    Vec acc[4] = {Vec(0.0f), Vec(0.0f), Vec(0.0f), Vec(0.0f)};
    for (; i + 4 * kLanes <= n; i += 4 * kLanes)
      unrolled<4>([&](auto u) { acc[u] = xsimd::fma(load(x + i + u * kLanes), load(y + i + u * kLanes), acc[u]); });
    for (; i + kLanes <= n; i += kLanes) acc[0] = xsimd::fma(load(x + i), load(y + i), acc[0]);
    total = xsimd::reduce_add((acc[0] + acc[1]) + (acc[2] + acc[3]));
  }
  for (; i < n; ++i) total += x[i] * y[i];
  return total;
}

float sum(std::span<const float> x) {
  const std::size_t n = x.size();
  const float* p = x.data();
  std::size_t i = 0;
  float total = 0;
  if (n >= kLanes) {
    Vec acc[4] = {Vec(0.0f), Vec(0.0f), Vec(0.0f), Vec(0.0f)};
    for (; i + 4 * kLanes <= n; i += 4 * kLanes) unrolled<4>([&](auto u) { acc[u] += load(p + i + u * kLanes); });
    for (; i + kLanes <= n; i += kLanes) acc[0] += load(p + i);
    total = xsimd::reduce_add((acc[0] + acc[1]) + (acc[2] + acc[3]));
  }
  for (; i < n; ++i) total += p[i];
  return total;
}

float max(std::span<const float> x) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const std::size_t n = x.size();
  const float* p = x.data();
  // The hardware's maximum forgets a NaN, differently on each machine: keep an eye on them apart. Only
  // == is used for that, because xsimd 13's != is wrong for NaN on wasm.
  Vec best(-kInf);
  Mask ordered = best == best;
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Vec v = load(p + i);
    ordered = ordered & (v == v);
    best = xsimd::max(best, v);
  }
  if (i < n) {
    const Vec v = load_tail(p + i, n - i, -kInf);
    ordered = ordered & (v == v);
    best = xsimd::max(best, v);
  }
  return xsimd::all(ordered) ? xsimd::reduce_max(best) : std::numeric_limits<float>::quiet_NaN();
}

bool all_finite(std::span<const float> x) {
  // x - x is 0 for a finite x and NaN otherwise; any NaN spoils the sum.
  const std::size_t n = x.size();
  const float* p = x.data();
  Vec spoiled(0.0f);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) spoiled += load(p + i) - load(p + i);
  float rest = 0;
  for (; i < n; ++i) rest += p[i] - p[i];
  return xsimd::reduce_add(spoiled) + rest == 0;
}

}  // namespace attn::simd
