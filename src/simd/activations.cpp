// The non-linearities of feed-forward layers, in place.
#include "simd/kernels.hpp"
#include "simd/vector.hpp"
#include "simd/vector_math.hpp"

namespace attn::simd {

void gelu_erf(std::span<float> x) {
  map_in_place(x.data(), x.size(), [](Vec v) {
    const Vec tail = vec_normal_tail(xsimd::abs(v));
    return v * xsimd::select(v < Vec(0.0f), tail, Vec(1.0f) - tail);
  });
}

void gelu_tanh(std::span<float> x) {
  // (1 + tanh u) / 2 = 1 / (1 + e^-2u), which keeps its relative precision where tanh u is near -1.
  constexpr float kTwoRootTwoOverPi = 1.59576912f;
  map_in_place(x.data(), x.size(), [](Vec v) {
    const Vec u2 = Vec(kTwoRootTwoOverPi) * v * xsimd::fma(v * v, Vec(0.044715f), Vec(1.0f));
    return v / (Vec(1.0f) + vec_exp(-u2));
  });
}

void silu(std::span<float> x) {
  map_in_place(x.data(), x.size(), [](Vec v) { return v / (Vec(1.0f) + vec_exp(-v)); });
}

}  // namespace attn::simd
