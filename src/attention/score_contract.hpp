// What a score is. Each score is one header in scores/; the build gathers the folder.
//
// A score S is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;
//   static S make(const ScoreParams&);
//   /// Writes out [t_q, t_k] = score of every pair of rows; q [t_q, d], k [t_k, d].
//   void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const;
#pragma once

#include <cstddef>
#include <string_view>

#include "simd/kernels.hpp"

namespace attn {

/// What a score may be built from.
struct ScoreParams {
  std::size_t d = 0;  ///< width of a key
  float scale = 0;    ///< multiplies the dot product; 0 means the score's own default (1/sqrt(d) where it has one)
};

}  // namespace attn
