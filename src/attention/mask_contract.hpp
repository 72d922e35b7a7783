// What a mask is: which keys a query may see. Each mask is one header in masks/; the build gathers the folder.
//
// A mask M is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;   // kFormula: when query i sees key j
//   static constexpr Knob kKnobs[] = {...};                 // optional
//   static constexpr std::string_view kTensors[] = {...};   // optional
//   static M make(const MaskParams&, const Parameters&);
//   bool allows(std::size_t i, std::size_t j) const;        // the rule as it reads
//   void runs(std::size_t i, KeyRuns& out) const;           // optional: the same row as runs; else every key is asked
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "attention/item.hpp"
#include "attention/key_runs.hpp"

namespace attn {

/// Queries [i0, i1) by keys [j0, j1).
struct Tile {
  std::size_t i0, i1, j0, j1;  ///< ends are exclusive
};

/// How much of a tile a mask lets through.
enum class TileCover : std::uint8_t { kEmpty, kPartial, kFull };

/// Where the causal diagonal starts when there are more keys than queries. Never implied.
enum class CausalAlignment : std::uint8_t {
  kUpperLeft,   ///< query i stands at position i (ONNX without a past)
  kLowerRight,  ///< at i + (t_k - t_q): the last query stands where the last key does
};

/// What surrounds a mask.
struct MaskParams {
  std::size_t t_q = 0, t_k = 0;  ///< queries and keys
  /// Query i stands at position p = i + offset, key j at position j. With a KV cache, the number of cached tokens;
  /// negative where the first queries stand before every key.
  std::ptrdiff_t offset = 0;
  /// [t_k], or empty: which document, sentence, ... each position belongs to. Borrowed while the mask is made.
  std::span<const std::int32_t> segments = {};
  /// Tokens of the text that a default is taken from which depends on how long it is; 0: t_k. A text that grows token
  /// by token so keeps one mask.
  std::size_t length = 0;

  [[nodiscard]] std::size_t tokens() const { return length != 0 ? length : t_k; }  ///< length, or t_k
  [[nodiscard]] std::ptrdiff_t position(std::size_t i) const { return static_cast<std::ptrdiff_t>(i) + offset; }
};

/// The surroundings that an alignment stands for.
MaskParams causal_params(CausalAlignment alignment, std::size_t t_q, std::size_t t_k);

// ---- what several masks need ----------------------------------------------------------------------
/// a / b rounded down, b > 0: the block that position a is in.
constexpr std::ptrdiff_t floor_div(std::ptrdiff_t a, std::ptrdiff_t b) { return a / b - (a % b < 0 ? 1 : 0); }
/// The knob "stride"; where that is 0, the root of so many tokens rounded up, at least 1.
std::ptrdiff_t stride_or_root(const Parameters& given, std::size_t tokens);
/// drawn.size() different numbers below `below` (which is no smaller), in order; the same for the same seed and lot
/// on every machine.
void draw_without_repeats(std::uint64_t seed, std::uint64_t lot, std::size_t below, std::span<std::size_t> drawn);

}  // namespace attn
