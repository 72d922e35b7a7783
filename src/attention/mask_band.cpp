#include "attention/mask_band.hpp"

#include <algorithm>

namespace attn {

void MaskBand::bind(const MaskSet& mask, std::size_t i0, std::size_t i1, std::size_t t_k, std::size_t tile_keys) {
  i0_ = i0, i1_ = i1, t_k_ = t_k, tile_keys_ = tile_keys;
  runs_.clear();
  ends_.clear();
  pairs_.assign((t_k + tile_keys - 1) / tile_keys, 0);
  for (std::size_t i = i0; i < i1; ++i) {
    const KeyRuns row = mask.row(i, t_k);
    runs_.insert(runs_.end(), row.runs().begin(), row.runs().end());
    ends_.push_back(runs_.size());
    std::size_t n = 0, tile_end = 0;
    for (const KeyRun& run : row.runs()) {
      for (std::size_t j = run.j0; j < run.j1;) {
        // Runs are often shorter than a tile: divide where one leaves it, not for each.
        if (j >= tile_end) n = j / tile_keys, tile_end = (n + 1) * tile_keys;
        const std::size_t end = std::min(run.j1, tile_end);
        pairs_[n] += end - j;
        j = end;
      }
    }
  }
}

Tile MaskBand::tile(std::size_t n) const { return {i0_, i1_, n * tile_keys_, std::min((n + 1) * tile_keys_, t_k_)}; }

TileCover MaskBand::cover(std::size_t n) const {
  if (pairs_[n] == 0) return TileCover::kEmpty;
  const Tile all = tile(n);
  return pairs_[n] == (i1_ - i0_) * (all.j1 - all.j0) ? TileCover::kFull : TileCover::kPartial;
}

void MaskBand::fill(std::size_t n, std::span<std::uint8_t> allowed) const {
  const Tile all = tile(n);
  const std::size_t width = all.j1 - all.j0;
  std::fill(allowed.begin(), allowed.end(), std::uint8_t{0});
  for (std::size_t r = 0; r < ends_.size(); ++r) {
    for (const KeyRun& run : row(r)) {
      if (run.j0 >= all.j1) break;
      const std::size_t from = std::max(run.j0, all.j0), to = std::min(run.j1, all.j1);
      for (std::size_t j = from; j < to; ++j) allowed[r * width + j - all.j0] = 1;
    }
  }
}

std::span<const KeyRun> MaskBand::row(std::size_t r) const {
  const std::size_t begin = r == 0 ? 0 : ends_[r - 1];
  return std::span(runs_).subspan(begin, ends_[r] - begin);
}

}  // namespace attn
