// Masks: which keys a query may see. The build gathers masks/ into attention/generated/masks.hpp
// (AllMasks), and AnyMask follows.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "attention/generated/masks.hpp"
#include "attention/mask_contract.hpp"

namespace attn {

/// Any bitmap, row-major [t_q, t_k] (row stride, in bytes, may be 0 to repeat one row): non-zero allows.
/// Keys at or past its t_k are masked (ONNX: a mask shorter than the keys masks the rest). Borrowed.
struct BitmapMask {
  const std::uint8_t* data = nullptr;  ///< of row 0
  std::size_t row_stride = 0, t_k = 0;  ///< in bytes; keys it knows of
};
/// Any mask of masks/.
using AnyMask = AllMasks::Variant;

/// The mask with this id; throws Error kUnknownId listing those there are, or as Parameters does.
AnyMask make_mask(const ItemSpec& spec, const MaskParams& params);

/// Masks joined: a pair is allowed where all of them, or any of them, allow it. Sets nest. A set without
/// masks allows everything.
class MaskSet {
 public:
  enum class Join : std::uint8_t { kAll, kAny };
  explicit MaskSet(Join join = Join::kAll) : join_(join) {}  ///< no mask yet

  MaskSet& add(AnyMask mask);  ///< returns itself
  /// Throws Error kBadArgument where the bitmap has keys but no data.
  MaskSet& add(BitmapMask bitmap);
  MaskSet& add(MaskSet set);  ///< returns itself

  [[nodiscard]] bool is_full() const { return parts_.empty(); }  ///< holds no mask?
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const;  ///< may query i see key j?
  /// Row i, among t_k keys.
  [[nodiscard]] KeyRuns row(std::size_t i, std::size_t t_k) const;
  /// How much of a tile is seen: exact. Never asked of an empty tile.
  [[nodiscard]] TileCover cover(const Tile& tile) const;
  /// allowed [(i1-i0), (j1-j0)] row-major: 1 where the pair is allowed, else 0.
  void fill(const Tile& tile, std::span<std::uint8_t> allowed) const;

 private:
  using Part = std::variant<AnyMask, BitmapMask, MaskSet>;
  Join join_;
  std::vector<Part> parts_;
};
/// Every mask there is, in order of id.
std::vector<ItemInfo> mask_infos();

}  // namespace attn
