#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// Keys from `valid_keys` on are padding and are seen by no query (ONNX Attention-24 nonpad_kv_seqlen).
struct Padding {
  static constexpr std::string_view kId = "padding";
  static constexpr std::string_view kName = "padding";
  static constexpr std::string_view kRule = "j < valid_keys";
  static constexpr std::string_view kSource = "ONNX Attention-24, nonpad_kv_seqlen";

  std::size_t valid_keys = SIZE_MAX;

  static Padding make(const MaskParams& params) { return {params.valid_keys}; }
  [[nodiscard]] bool allows(std::size_t, std::size_t j) const { return j < valid_keys; }
  [[nodiscard]] TileCover cover(const Tile& tile) const {
    if (tile.j0 >= valid_keys) return TileCover::kEmpty;
    return tile.j1 <= valid_keys ? TileCover::kFull : TileCover::kPartial;
  }
};

}  // namespace attn::masks
