#include "attention/mask.hpp"

#include <algorithm>
#include <cassert>

#include "attention/registry.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace attn {

namespace {

// Every kind of part answers the same two questions: may this pair meet, and which keys does this row see.

bool part_allows(const BitmapMask& bitmap, std::size_t i, std::size_t j) {
  return j < bitmap.t_k && bitmap.data[i * bitmap.row_stride + j] != 0;
}
bool part_allows(const AnyMask& mask, std::size_t i, std::size_t j) {
  return std::visit([&](const auto& m) { return m.allows(i, j); }, mask);
}
bool part_allows(const MaskSet& set, std::size_t i, std::size_t j) { return set.allows(i, j); }

template <class M>
void scan_row(const M& mask, std::size_t i, KeyRuns& out) {
  for (std::size_t j = 0; j < out.t_k(); ++j) {
    const auto at = static_cast<std::ptrdiff_t>(j);
    if (part_allows(mask, i, j)) out.add(at, at + 1);
  }
}

KeyRuns part_row(const BitmapMask& bitmap, std::size_t i, std::size_t t_k) {
  KeyRuns row(t_k);
  scan_row(bitmap, i, row);
  return row;
}
KeyRuns part_row(const AnyMask& mask, std::size_t i, std::size_t t_k) {
  KeyRuns row(t_k);
  std::visit(
      [&](const auto& m) {
        if constexpr (requires { m.runs(i, row); })
          m.runs(i, row);
        else
          scan_row(mask, i, row);
      },
      mask);
  return row;
}
KeyRuns part_row(const MaskSet& set, std::size_t i, std::size_t t_k) { return set.row(i, t_k); }

/// Every bit of the result depends on every bit of x.
std::uint64_t mixed(std::uint64_t x) { return Random(x).next(); }

}  // namespace

MaskParams causal_params(CausalAlignment alignment, std::size_t t_q, std::size_t t_k) {
  MaskParams params{.t_q = t_q, .t_k = t_k};
  if (alignment == CausalAlignment::kLowerRight)
    params.offset = static_cast<std::ptrdiff_t>(t_k) - static_cast<std::ptrdiff_t>(t_q);
  return params;
}

std::ptrdiff_t stride_or_root(const Parameters& given, std::size_t t_k) {
  std::size_t stride = given.count("stride");
  if (stride == 0)
    for (stride = 1; stride * stride < t_k;) ++stride;
  return static_cast<std::ptrdiff_t>(stride);
}

void draw_without_repeats(std::uint64_t seed, std::uint64_t lot, std::size_t below, std::span<std::size_t> drawn) {
  assert(drawn.size() <= below);
  for (std::size_t n = 0; n < drawn.size(); ++n) {
    // Floyd's sampling (Bentley & Floyd 1987): one of the first `top` numbers and, if that was drawn, the last of them.
    const std::size_t top = below - drawn.size() + n + 1;
    std::uint64_t bits = mixed(mixed(mixed(seed) + lot) + n) % top;
    for (std::size_t m = 0; m < n; ++m)
      if (drawn[m] == bits) bits = top - 1;
    std::size_t at = n;
    for (; at > 0 && drawn[at - 1] > bits; --at) drawn[at] = drawn[at - 1];
    drawn[at] = static_cast<std::size_t>(bits);
  }
}

AnyMask make_mask(const ItemSpec& spec, const MaskParams& params) { return make_item<AllMasks>("mask", spec, params); }

std::vector<ItemInfo> mask_infos() { return infos_of<AllMasks>("mask"); }

MaskSet& MaskSet::add(AnyMask mask) {
  parts_.emplace_back(std::move(mask));
  return *this;
}

MaskSet& MaskSet::add(BitmapMask bitmap) {
  if (bitmap.data == nullptr && bitmap.t_k > 0)
    fail(ErrorCode::kBadArgument, "a bitmap mask over {} keys has no data: point it at its bytes", {bitmap.t_k});
  parts_.emplace_back(bitmap);
  return *this;
}

MaskSet& MaskSet::add(MaskSet set) {
  parts_.emplace_back(std::move(set));
  return *this;
}

bool MaskSet::allows(std::size_t i, std::size_t j) const {
  const bool any = join_ == Join::kAny && !parts_.empty();
  for (const Part& part : parts_)
    if (std::visit([&](const auto& p) { return part_allows(p, i, j); }, part) == any) return any;
  return !any;
}

KeyRuns MaskSet::row(std::size_t i, std::size_t t_k) const {
  KeyRuns joined(t_k);
  if (parts_.empty()) joined.add(0, static_cast<std::ptrdiff_t>(t_k));
  for (std::size_t n = 0; n < parts_.size(); ++n) {
    KeyRuns row = std::visit([&](const auto& p) { return part_row(p, i, t_k); }, parts_[n]);
    if (n == 0)
      joined = std::move(row);
    else
      joined = join_ == Join::kAll ? KeyRuns::both(joined, row) : KeyRuns::either(joined, row);
  }
  return joined;
}

TileCover MaskSet::cover(const Tile& tile) const {
  assert(tile.i0 < tile.i1 && tile.j0 < tile.j1);
  std::size_t seen = 0;
  for (std::size_t i = tile.i0; i < tile.i1; ++i) {
    const KeyRuns keys = row(i, tile.j1);
    for (const KeyRun& run : keys.runs())
      if (run.j1 > tile.j0) seen += run.j1 - std::max(run.j0, tile.j0);
  }
  if (seen == 0) return TileCover::kEmpty;
  return seen == (tile.i1 - tile.i0) * (tile.j1 - tile.j0) ? TileCover::kFull : TileCover::kPartial;
}

void MaskSet::fill(const Tile& tile, std::span<std::uint8_t> allowed) const {
  const std::size_t width = tile.j1 - tile.j0;
  assert(allowed.size() == (tile.i1 - tile.i0) * width);
  std::fill(allowed.begin(), allowed.end(), std::uint8_t{0});
  for (std::size_t i = tile.i0; i < tile.i1; ++i) {
    const KeyRuns keys = row(i, tile.j1);
    for (const KeyRun& run : keys.runs())
      for (std::size_t j = std::max(run.j0, tile.j0); j < run.j1; ++j) allowed[(i - tile.i0) * width + j - tile.j0] = 1;
  }
}

}  // namespace attn
