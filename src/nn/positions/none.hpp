#pragma once

#include "nn/position_contract.hpp"

namespace attn::positions {

/// No position: order reaches the model through the causal mask alone (Kazemnejad et al. 2023).
struct None {
  static constexpr std::string_view kId = "none";
  static constexpr std::string_view kName = "no positions";
  static constexpr std::string_view kFormula = "x";
  static constexpr std::string_view kSource = "Kazemnejad et al. 2023, section 2";

  static None make(const PositionParams&, const Parameters&) { return {}; }
  void apply(simd::Matrix, std::size_t) const {}
};

}  // namespace attn::positions
