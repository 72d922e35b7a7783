// What a mask is: which keys a query may see. Each mask is one header in masks/; the build gathers the folder.
//
// A mask M is a small value type with
//   static constexpr std::string_view kId, kName, kRule, kSource;
//   static M make(const MaskParams&);
//   bool allows(std::size_t i, std::size_t j) const;   // may query i see key j?
//   TileCover cover(const Tile&) const;                // exact, or kPartial when in doubt; never asked of an empty
//   tile
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace attn {

/// Queries [i0, i1) by keys [j0, j1).
struct Tile {
  std::size_t i0, i1, j0, j1;
};

/// How much of a tile a mask lets through.
enum class TileCover : std::uint8_t { kEmpty, kPartial, kFull };

/// Where the causal diagonal starts when there are more keys than queries. Never implied.
enum class CausalAlignment : std::uint8_t {
  kUpperLeft,   ///< key j is visible to query i when j <= i (ONNX without a past)
  kLowerRight,  ///< when j <= i + (t_k - t_q): the last query sees the last key
};

/// What a mask may be built from. A mask reads what it needs.
struct MaskParams {
  std::size_t t_q = 0, t_k = 0;
  /// Keys before query 0 that a causal query may see besides its own: key j is visible to query i when
  /// j <= i + past. With a KV cache, the number of cached tokens.
  std::size_t past = 0;
  std::size_t valid_keys = SIZE_MAX;  ///< padding: keys at or past this index are padding
  /// Causal: how many of the first queries see no key at all: key j is visible when j + blind <= i + past.
  /// Only a lower-right alignment with more queries than keys has any.
  std::size_t blind = 0;
};

/// What an alignment of the causal diagonal stands for, without a past.
MaskParams causal_params(CausalAlignment alignment, std::size_t t_q, std::size_t t_k);

}  // namespace attn
