#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// Every query sees every key.
struct Full {
  static constexpr std::string_view kId = "full";
  static constexpr std::string_view kName = "full";
  static constexpr std::string_view kRule = "every j";
  static constexpr std::string_view kSource = "Bahdanau et al. 2014, section 3.1";

  static Full make(const MaskParams&) { return {}; }
  [[nodiscard]] bool allows(std::size_t, std::size_t) const { return true; }
  [[nodiscard]] TileCover cover(const Tile&) const { return TileCover::kFull; }
};

}  // namespace attn::masks
