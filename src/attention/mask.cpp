#include "attention/mask.hpp"

#include <algorithm>
#include <cassert>

#include "attention/registry.hpp"

namespace attn {

namespace {

bool allows(const BitmapMask& bitmap, std::size_t i, std::size_t j) {
  return j < bitmap.t_k && bitmap.data[i * bitmap.row_stride + j] != 0;
}

TileCover cover(const BitmapMask& bitmap, const Tile& tile) {
  bool some = false;
  bool every = true;
  const std::size_t i1 = bitmap.row_stride == 0 ? tile.i0 + 1 : tile.i1;
  for (std::size_t i = tile.i0; i < i1; ++i)
    for (std::size_t j = tile.j0; j < tile.j1; ++j) (allows(bitmap, i, j) ? some : every) = allows(bitmap, i, j);
  if (!some) return TileCover::kEmpty;
  return every ? TileCover::kFull : TileCover::kPartial;
}

/// allowed &= what the mask lets through.
template <class Allows>
void narrow(const Tile& tile, std::span<std::uint8_t> allowed, Allows&& allows_pair) {
  std::size_t n = 0;
  for (std::size_t i = tile.i0; i < tile.i1; ++i)
    for (std::size_t j = tile.j0; j < tile.j1; ++j, ++n)
      allowed[n] = static_cast<std::uint8_t>(allowed[n] & static_cast<std::uint8_t>(allows_pair(i, j)));
}

}  // namespace

MaskParams causal_params(CausalAlignment alignment, std::size_t t_q, std::size_t t_k) {
  MaskParams params{.t_q = t_q, .t_k = t_k};
  if (alignment == CausalAlignment::kLowerRight) {
    params.past = t_k > t_q ? t_k - t_q : 0;
    params.blind = t_q > t_k ? t_q - t_k : 0;
  }
  return params;
}

AnyMask make_mask(std::string_view id, const MaskParams& params) { return make_by_id<AllMasks>("mask", id, params); }

std::vector<MaskInfo> mask_infos() {
  std::vector<MaskInfo> infos;
  AllMasks::for_each([&]<class M>() { infos.push_back({M::kId, M::kName, M::kRule, M::kSource}); });
  return infos;
}

MaskSet& MaskSet::add(AnyMask mask) {
  masks_.push_back(std::move(mask));
  return *this;
}

MaskSet& MaskSet::add(BitmapMask bitmap) {
  if (bitmap.data == nullptr && bitmap.t_k > 0)
    throw Error(ErrorCode::kBadArgument,
                "a bitmap mask over " + std::to_string(bitmap.t_k) + " keys has no data: point it at its bytes");
  bitmaps_.push_back(bitmap);
  return *this;
}

bool MaskSet::allows(std::size_t i, std::size_t j) const {
  for (const AnyMask& mask : masks_)
    if (!std::visit([&](const auto& m) { return m.allows(i, j); }, mask)) return false;
  for (const BitmapMask& bitmap : bitmaps_)
    if (!attn::allows(bitmap, i, j)) return false;
  return true;
}

TileCover MaskSet::cover(const Tile& tile) const {
  assert(tile.i0 < tile.i1 && tile.j0 < tile.j1);
  TileCover result = TileCover::kFull;
  // The least that any one mask lets through bounds what all of them do; two partial ones may still
  // leave nothing, which is why kPartial promises nothing.
  for (const AnyMask& mask : masks_)
    result = std::min(result, std::visit([&](const auto& m) { return m.cover(tile); }, mask));
  for (const BitmapMask& bitmap : bitmaps_) result = std::min(result, attn::cover(bitmap, tile));
  return result;
}

void MaskSet::fill(const Tile& tile, std::span<std::uint8_t> allowed) const {
  assert(allowed.size() == (tile.i1 - tile.i0) * (tile.j1 - tile.j0));
  std::fill(allowed.begin(), allowed.end(), std::uint8_t{1});
  for (const AnyMask& mask : masks_)
    std::visit(
        [&](const auto& m) { narrow(tile, allowed, [&](std::size_t i, std::size_t j) { return m.allows(i, j); }); },
        mask);
  for (const BitmapMask& bitmap : bitmaps_)
    narrow(tile, allowed, [&](std::size_t i, std::size_t j) { return attn::allows(bitmap, i, j); });
}

}  // namespace attn
