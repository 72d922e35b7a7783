// Masks: which keys a query may see. The build gathers masks/ into attention/generated/masks.hpp
// (AllMasks), and AnyMask follows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "attention/generated/masks.hpp"
#include "attention/mask_contract.hpp"

namespace attn {

/// Any bitmap, row-major [t_q, t_k] (row stride, in bytes, may be 0 to repeat one row): non-zero allows.
/// Keys at or past its t_k are masked (ONNX: a mask shorter than the keys masks the rest). Borrowed.
struct BitmapMask {
  const std::uint8_t* data = nullptr;
  std::size_t row_stride = 0, t_k = 0;
};

using AnyMask = AllMasks::Variant;

/// The mask with this id; throws Error kUnknownId listing those there are.
AnyMask make_mask(std::string_view id, const MaskParams& params);

/// Masks that must all allow a pair. Empty means full.
class MaskSet {
 public:
  MaskSet& add(AnyMask mask);
  /// Throws Error kBadArgument where the bitmap has keys but no data.
  MaskSet& add(BitmapMask bitmap);
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const;
  /// kFull and kEmpty are exact; kPartial may be either.
  [[nodiscard]] TileCover cover(const Tile& tile) const;
  /// allowed [(i1-i0), (j1-j0)] row-major: 1 where every mask allows, else 0.
  void fill(const Tile& tile, std::span<std::uint8_t> allowed) const;

 private:
  std::vector<AnyMask> masks_;
  std::vector<BitmapMask> bitmaps_;
};

/// What the registry knows of each mask, in order of id.
struct MaskInfo {
  std::string_view id, name, rule, source;
};
std::vector<MaskInfo> mask_infos();

}  // namespace attn
