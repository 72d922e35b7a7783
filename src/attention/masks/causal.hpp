#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A query sees itself and what came before: Vaswani et al. 2017, section 3.2.3.
struct Causal {
  static constexpr std::string_view kId = "causal";
  static constexpr std::string_view kName = "causal";
  static constexpr std::string_view kRule = "j <= i + past";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.3";

  std::size_t past = 0;

  static Causal make(const MaskParams& params) { return {params.past}; }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const { return j <= i + past; }
  [[nodiscard]] TileCover cover(const Tile& tile) const {
    if (tile.j0 > tile.i1 - 1 + past) return TileCover::kEmpty;
    return tile.j1 - 1 <= tile.i0 + past ? TileCover::kFull : TileCover::kPartial;
  }
};

}  // namespace attn::masks
