// y[i] from x[i] alone.
#include <cassert>

#include "simd/kernels.hpp"
#include "simd/vector.hpp"
#include "simd/vector_math.hpp"

namespace attn::simd {

namespace {

/// y[i] = f(x[i], y[i])
template <class F>
void combine(std::span<const float> x, std::span<float> y, F&& f) {
  assert(x.size() == y.size());
  const std::size_t n = x.size();
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(y.data() + i, f(load(x.data() + i), load(y.data() + i)));
  if (i < n) store_tail(y.data() + i, n - i, f(load_tail(x.data() + i, n - i), load_tail(y.data() + i, n - i)));
}

}  // namespace

void axpy(float alpha, std::span<const float> x, std::span<float> y) {
  combine(x, y, [a = Vec(alpha)](Vec u, Vec v) { return xsimd::fma(a, u, v); });
}

void scale(float alpha, std::span<float> x) {
  map_in_place(x.data(), x.size(), [a = Vec(alpha)](Vec v) { return a * v; });
}

void add(std::span<const float> x, std::span<float> y) {
  combine(x, y, [](Vec u, Vec v) { return u + v; });
}

void multiply(std::span<const float> x, std::span<float> y) {
  combine(x, y, [](Vec u, Vec v) { return u * v; });
}

void exp(std::span<float> x) {
  map_in_place(x.data(), x.size(), [](Vec v) { return vec_exp(v); });
}

float exp_shift_sum(float shift, std::span<float> x) {
  const std::size_t n = x.size();
  float* p = x.data();
  const Vec by(shift);
  Vec total(0.0f);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Vec y = vec_exp(load(p + i) - by);
    store(p + i, y);
    total += y;
  }
  float result = xsimd::reduce_add(total);
  if (i < n) {
    store_tail(p + i, n - i, vec_exp(load_tail(p + i, n - i) - by));
    for (; i < n; ++i) result += p[i];
  }
  return result;
}

void softcap(float cap, std::span<float> x) {
  assert(cap > 0);
  const Vec over(cap), under(1 / cap);
  map_in_place(x.data(), x.size(), [=](Vec v) { return over * vec_tanh(v * under); });
}

}  // namespace attn::simd
