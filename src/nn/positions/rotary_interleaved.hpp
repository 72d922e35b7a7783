#pragma once

#include "nn/rotary.hpp"

namespace attn::positions {

/// Rotary positions as the paper writes them: pairs are neighbours, (2n, 2n + 1).
struct RotaryInterleaved {
  static constexpr std::string_view kId = "rotary_interleaved";
  static constexpr std::string_view kName = "rotary, interleaved";
  static constexpr std::string_view kFormula = "(x_2n, x_(2n+1)) turned by p / base^(2n/d)";
  static constexpr std::string_view kSource = "Su et al. 2021, section 3.4.2";
  static constexpr auto& kKnobs = kRotaryKnobs;

  Rotary rotary;

  static RotaryInterleaved make(const PositionParams& params, const Parameters& given) {
    return {Rotary(params, given)};
  }
  void apply(simd::Matrix x, std::size_t first) const { rotary.turn_neighbours(x, first); }
};

}  // namespace attn::positions
