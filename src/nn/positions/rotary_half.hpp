#pragma once

#include "nn/rotary.hpp"

namespace attn::positions {

/// Each pair of numbers turns by an angle that grows with the position, so that a score depends on the distance alone.
/// Pairs are (n, n + width/2).
struct RotaryHalf {
  static constexpr std::string_view kId = "rotary_half";
  static constexpr std::string_view kName = "rotary, halves";
  static constexpr std::string_view kFormula = "(x_n, x_(n + d/2)) turned by p / base^(2n/d)";
  static constexpr std::string_view kSource = "Su et al. 2021, section 3.4.2; pairing of GPT-NeoX (Black et al. 2022)";
  static constexpr auto& kKnobs = kRotaryKnobs;

  Rotary rotary;

  static RotaryHalf make(const PositionParams& params, const Parameters& given) { return {Rotary(params, given)}; }
  void apply(simd::Matrix x, std::size_t first) const { rotary.turn_halves(x, first); }
};

}  // namespace attn::positions
