// The largest of many errors, which a NaN must not slip through.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

namespace attn::testing {

/// The larger of two errors; infinite where one is NaN, which std::max(worst, error) and std::fmax would drop.
template <class T>
T worse(T worst, std::type_identity_t<T> error) {
  if (std::isnan(worst) || std::isnan(error)) return std::numeric_limits<T>::infinity();
  return error > worst ? error : worst;
}

}  // namespace attn::testing
