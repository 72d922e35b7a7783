// exp, tanh and the normal tail of a vector, by polynomials fitted for this project (weighted minimax,
// by Lawson's iteration). Private to src/simd. Cheaper than xsimd's own, at about the same error: the
// table that tests/simd prints says how much.
#pragma once

#include <cstdint>
#include <limits>

#include "simd/vector.hpp"

namespace attn::simd {

using IntVec = xsimd::batch<std::int32_t>;

/// e^x: 0 below the smallest normal float's logarithm, inf above the largest's, NaN for NaN.
/// x = n ln2 + r with |r| <= ln2/2 (ln2 in two parts, after Cody & Waite 1980), e^r by a polynomial of degree 6.
inline Vec vec_exp(Vec x) {
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the mantissa.
  const Vec magic(12582912.0f);
  const Vec shifted = xsimd::fma(x, Vec(1.44269504f), magic);
  const Vec n = shifted - magic;
  Vec r = xsimd::fma(n, Vec(-0.693359375f), x);
  r = xsimd::fma(n, Vec(2.12194440e-4f), r);
  Vec p = xsimd::fma(r, Vec(1.381454003e-3f), Vec(8.368745113e-3f));
  p = xsimd::fma(p, r, Vec(4.166839079e-2f));
  p = xsimd::fma(p, r, Vec(1.666652040e-1f));
  p = xsimd::fma(p, r, Vec(4.999999343e-1f));
  p = xsimd::fma(p, r * r, r) + Vec(1.0f);
  const IntVec exponent = xsimd::bitwise_cast<std::int32_t>(shifted) << 23;
  Vec y = xsimd::bitwise_cast<float>(xsimd::bitwise_cast<std::int32_t>(p) + exponent);
  y = xsimd::select(x < Vec(-87.33654f), Vec(0.0f), y);
  y = xsimd::select(x > Vec(88.72283f), Vec(std::numeric_limits<float>::infinity()), y);
  return xsimd::select(x == x, y, x);
}

/// tanh(x) with a small relative error everywhere: an odd polynomial of degree 11 near zero, where
/// 1 - 2 / (e^2x + 1) would cancel, and that formula elsewhere.
inline Vec vec_tanh(Vec x) {
  const Vec size = xsimd::abs(x);
  const Vec far = Vec(1.0f) - Vec(2.0f) / (vec_exp(size + size) + Vec(1.0f));
  const Vec s = x * x;
  Vec p = xsimd::fma(s, Vec(-5.515122096e-3f), Vec(2.046938121e-2f));
  p = xsimd::fma(p, s, Vec(-5.368801092e-2f));
  p = xsimd::fma(p, s, Vec(1.333083020e-1f));
  p = xsimd::fma(p, s, Vec(-3.333325984e-1f));
  const Vec near = xsimd::fma(p * s, x, x);
  return xsimd::select(size < Vec(0.65f), near, xsimd::copysign(far, x));
}

/// 1 - Phi(z), the normal distribution's upper tail, for z >= 0. With u = z / sqrt(2) it is
/// e^(-u^2) erfcx(u) / 2, and the scaled complement erfcx is a polynomial in 1 / (1 + 0.4 u) (the form
/// of Abramowitz & Stegun 7.1.26, fitted on [0, 9.6] for relative error, so that the far tail is right too).
inline Vec vec_normal_tail(Vec z) {
  const Vec t = Vec(1.0f) / xsimd::fma(z, Vec(0.4f * 0.707106781f), Vec(1.0f));
  Vec p = xsimd::fma(t, Vec(4.047513731e-2f), Vec(-1.364950205e-1f));
  p = xsimd::fma(p, t, Vec(7.599080713e-2f));
  p = xsimd::fma(p, t, Vec(9.722973595e-2f));
  p = xsimd::fma(p, t, Vec(7.326741868e-2f));
  p = xsimd::fma(p, t, Vec(1.961983777e-1f));
  p = xsimd::fma(p, t, Vec(2.011585762e-1f));
  p = xsimd::fma(p, t, Vec(2.265469986e-1f));
  p = xsimd::fma(p, t, Vec(2.256280273e-1f));
  return Vec(0.5f) * p * t * vec_exp(Vec(-0.5f) * z * z);
}

}  // namespace attn::simd
