// Rotary position embedding of one head's vector.
#include <cassert>

#include "simd/kernels.hpp"
#include "simd/vector.hpp"

namespace attn::simd {

void rotary_half(std::span<float> x, std::span<const float> cos, std::span<const float> sin) {
  const std::size_t half = x.size() / 2;
  assert(x.size() == 2 * half && cos.size() == half && sin.size() == half);
  float* low = x.data();
  float* high = low + half;
  std::size_t p = 0;
  for (; p + kLanes <= half; p += kLanes) {
    const Vec a = load(low + p), b = load(high + p);
    const Vec c = load(cos.data() + p), s = load(sin.data() + p);
    store(low + p, a * c - b * s);
    store(high + p, b * c + a * s);
  }
  for (; p < half; ++p) {
    const float a = low[p], b = high[p];
    low[p] = a * cos[p] - b * sin[p];
    high[p] = b * cos[p] + a * sin[p];
  }
}

}  // namespace attn::simd
