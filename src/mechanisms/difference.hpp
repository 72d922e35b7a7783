// How far one output is from another.
#pragma once

#include <cstddef>
#include <span>

namespace attn {
/// How far two matrices are apart.
struct Difference {
  double max_abs = 0;     ///< largest |a - b|; NaN where either holds one
  std::size_t row = 0;    ///< where that is
  double cosine = 1;      ///< of a and b as two long vectors; 1 where both are 0, 0 where one is
};

/// a and b: rows of `width`, of the same number.
Difference difference(std::span<const float> a, std::span<const float> b, std::size_t width);

/// The slope p of the least-squares line through (log x, log y): y ~ x^p. Pairs that are not positive and finite are
/// left out; NaN where fewer than two different x remain.
double power_law(std::span<const double> x, std::span<const double> y);

}  // namespace attn
