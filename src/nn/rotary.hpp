// Rotary positions (Su et al. 2021, section 3.4.2).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attn {

/// Cosines and sines of a run of positions, [count, d / 2] row-major each.
struct RotaryRows {
  std::vector<float> cos, sin;
  std::size_t half = 0;
  [[nodiscard]] std::span<const float> cos_row(std::size_t i) const { return {cos.data() + i * half, half}; }
  [[nodiscard]] std::span<const float> sin_row(std::size_t i) const { return {sin.data() + i * half, half}; }
};

class Rotary {
 public:
  Rotary() = default;
  /// d is even; pair p turns by position * theta^(-2p / d).
  Rotary(std::size_t d, float theta);

  /// Rows for positions [first, first + count). Angles are taken in double: at position 500 a float
  /// angle would already be wrong by 3e-5.
  [[nodiscard]] RotaryRows rows(std::size_t first, std::size_t count) const;

 private:
  std::vector<double> frequency_;
};

}  // namespace attn
