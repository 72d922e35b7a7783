// What a score is. Each score is one header in scores/; the build gathers the folder.
//
// A score S is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;
//   static constexpr Knob kKnobs[] = {...};                 // optional
//   static constexpr std::string_view kTensors[] = {...};   // optional
//   static S make(const ScoreParams&, const Parameters&);
//   std::size_t d;  // optional: the width that it was made for, and no other is for it
//   /// Writes out [rows, cols] = score of every pair of rows; q [rows, d], k [cols, d].
//   void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const;
//   /// Multiply-adds that tile() does for so many rows and columns.
//   std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t d) const;
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attention/item.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// What surrounds a score.
struct ScoreParams {
  std::size_t d = 0;  ///< width of a key
};

}  // namespace attn
