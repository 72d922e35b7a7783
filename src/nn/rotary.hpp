// Rotary positions (Su et al. 2021, section 3.4.2), and the angles that sinusoidal ones share with them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nn/position_contract.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// Cosines and sines of a run of positions, [count, half] row-major each; half is d / 2 rounded up.
struct RotaryRows {
  std::vector<float> cos, sin;
  std::size_t half = 0;
  [[nodiscard]] std::span<const float> cos_row(std::size_t i) const { return {cos.data() + i * half, half}; }
  [[nodiscard]] std::span<const float> sin_row(std::size_t i) const { return {sin.data() + i * half, half}; }
};

class Rotary {
 public:
  Rotary() = default;
  /// Pair p turns by position / linear * base^(-2p / d). Only sinusoids have an odd d: the last pair is then cut.
  Rotary(std::size_t d, double base, double linear = 1);
  /// From the knobs base, linear and ntk: positions are divided by linear (Chen et al. 2023, section 3.2), the base is
  /// multiplied by ntk^(d / (d - 2)), so that the slowest pair turns 1/ntk as fast and the fastest as ever (bloc97
  /// 2023; Peng et al. 2024, section 3.1). Throws Error kBadArgument for an odd width, which has no pairs.
  Rotary(const PositionParams& params, const Parameters& given);

  /// Rows for positions [first, first + count). Angles are taken in double: at position 500 a float
  /// angle would already be wrong by 3e-5.
  [[nodiscard]] RotaryRows rows(std::size_t first, std::size_t count) const;

  /// Turns rows x [t, d] in place, row i standing at first + i: pairs (p, p + d/2), as GPT-NeoX and Llama's files do.
  void turn_halves(simd::Matrix x, std::size_t first) const;
  /// The same with pairs (2p, 2p + 1), as in the paper and GPT-J.
  void turn_neighbours(simd::Matrix x, std::size_t first) const;

 private:
  std::vector<double> frequency_;
};

/// Of both rotary positions.
inline constexpr Knob kRotaryKnobs[] = {{"base", 1, 10000, 1e9}, {"linear", 1e-3, 1, 1e3}, {"ntk", 1e-3, 1, 1e3}};

}  // namespace attn
