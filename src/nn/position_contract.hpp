// What a position is: how a vector learns where its token stands. Each is one header in positions/; the build
// gathers the folder. It works on queries and keys, or on embeddings: rows of any vectors.
//
// A position P is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;
//   static constexpr Knob kKnobs[] = {...};                 // optional
//   static constexpr std::string_view kTensors[] = {...};   // optional
//   static P make(const PositionParams&, const Parameters&);
//   /// Changes rows x [t, width] in place; row i stands at position first + i.
//   void apply(simd::Matrix x, std::size_t first) const;
#pragma once

#include <cstddef>
#include <string_view>

#include "attention/item.hpp"
#include "simd/kernels.hpp"

namespace attn {

/// What surrounds a position.
struct PositionParams {
  std::size_t width = 0;      ///< of a row
  std::size_t positions = 0;  ///< one more than the last position that apply() will be asked for
};

}  // namespace attn
