// A mask as an executor walks it: some neighbouring queries, their keys in runs, and how many pairs each
// tile of keys holds. Private to src/attention.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "attention/mask.hpp"

namespace attn {

class MaskBand {
 public:
  /// Looks at queries [i0, i1), with the keys cut into tiles of tile_keys (the last may be shorter).
  void bind(const MaskSet& mask, std::size_t i0, std::size_t i1, std::size_t t_k, std::size_t tile_keys);

  [[nodiscard]] std::size_t tiles() const { return pairs_.size(); }
  [[nodiscard]] Tile tile(std::size_t n) const;
  /// Allowed pairs of tile n.
  [[nodiscard]] std::size_t pairs(std::size_t n) const { return pairs_[n]; }
  [[nodiscard]] TileCover cover(std::size_t n) const;
  /// allowed [rows, keys of tile n] row-major, 1 or 0.
  void fill(std::size_t n, std::span<std::uint8_t> allowed) const;
  /// The runs of query i0 + r.
  [[nodiscard]] std::span<const KeyRun> row(std::size_t r) const;
  /// Bytes that what was bound takes.
  [[nodiscard]] std::size_t bytes() const {
    return runs_.size() * sizeof(KeyRun) + (ends_.size() + pairs_.size()) * sizeof(std::size_t);
  }

 private:
  std::size_t i0_ = 0, i1_ = 0, t_k_ = 0, tile_keys_ = 1;
  std::vector<KeyRun> runs_;        ///< of all rows, one after the other
  std::vector<std::size_t> ends_;   ///< [rows]: where a row's runs end
  std::vector<std::size_t> pairs_;  ///< [tiles]
};

}  // namespace attn
