// The vector type of this folder, and how a span is walked with it. Private to src/simd: the only
// place that names xsimd, so that a port to another library ends here.
#pragma once

#include <cstddef>
#include <utility>

// g++ 12 takes its own AVX-512 headers' deliberately undefined registers for mistakes.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace attn::simd {

using Vec = xsimd::batch<float>;
using Mask = xsimd::batch_bool<float>;
inline constexpr std::size_t kLanes = Vec::size;

inline Vec load(const float* p) { return Vec::load_unaligned(p); }
inline void store(float* p, Vec v) { v.store_unaligned(p); }

/// The first n < kLanes floats, the other lanes filled with `fill`.
inline Vec load_tail(const float* p, std::size_t n, float fill = 0) {
  float lanes[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = i < n ? p[i] : fill;
  return load(lanes);
}
inline void store_tail(float* p, std::size_t n, Vec v) {
  float lanes[kLanes];
  store(lanes, v);
  for (std::size_t i = 0; i < n; ++i) p[i] = lanes[i];
}

/// x[i] = f(x[i]). The tail goes through the same vector code, so that a value's result does not
/// depend on where in the span it stands.
template <class F>
void map_in_place(float* x, std::size_t n, F&& f) {
  // One loop for whole vectors and the tail: f is in the code once.
  for (std::size_t i = 0; i < n; i += kLanes) {
    const std::size_t left = n - i;
    const auto y = f(left >= kLanes ? load(x + i) : load_tail(x + i, left));
    if (left >= kLanes)
      store(x + i, y);
    else
      store_tail(x + i, left, y);
  }
}

/// f(0), ..., f(N - 1) with constant arguments: keeps arrays of vectors in registers, which a loop does
/// only when the optimiser happens to unroll it early enough.
template <std::size_t N, class F>
inline void unrolled(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f(std::integral_constant<std::size_t, I>{}), ...);
  }(std::make_index_sequence<N>{});
}

}  // namespace attn::simd
