#include "nn/rotary.hpp"

#include <cmath>

namespace attn {

Rotary::Rotary(std::size_t d, float theta) : frequency_(d / 2) {
  for (std::size_t p = 0; p < frequency_.size(); ++p) {
    frequency_[p] = std::pow(static_cast<double>(theta), -2.0 * static_cast<double>(p) / static_cast<double>(d));
  }
}

RotaryRows Rotary::rows(std::size_t first, std::size_t count) const {
  const std::size_t half = frequency_.size();
  RotaryRows rows{std::vector<float>(count * half), std::vector<float>(count * half), half};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t p = 0; p < half; ++p) {
      const double angle = static_cast<double>(first + i) * frequency_[p];
      rows.cos[i * half + p] = static_cast<float>(std::cos(angle));
      rows.sin[i * half + p] = static_cast<float>(std::sin(angle));
    }
  }
  return rows;
}

}  // namespace attn
