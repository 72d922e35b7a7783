#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A query sees itself and what came before: Vaswani et al. 2017, section 3.2.3.
struct Causal {
  static constexpr std::string_view kId = "causal";
  static constexpr std::string_view kName = "causal";
  static constexpr std::string_view kRule = "j + blind <= i + past";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.3";

  std::size_t past = 0, blind = 0;

  static Causal make(const MaskParams& params) { return {params.past, params.blind}; }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const { return j + blind <= i + past; }
  [[nodiscard]] TileCover cover(const Tile& tile) const {
    // The lower left corner is the most visible pair of a tile, the upper right one the least.
    if (!allows(tile.i1 - 1, tile.j0)) return TileCover::kEmpty;
    return allows(tile.i0, tile.j1 - 1) ? TileCover::kFull : TileCover::kPartial;
  }
};

}  // namespace attn::masks
