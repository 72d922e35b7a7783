// What a bias is: a number added to a score (after scale and softcap) that depends on where query and key
// stand, not on what they hold. Each bias is one header in biases/; the build gathers the folder.
//
// A bias B is a small value type with
//   static constexpr std::string_view kId, kName, kFormula, kSource;
//   static constexpr Knob kKnobs[] = {...};                 // optional
//   static constexpr std::string_view kTensors[] = {...};   // optional
//   static B make(const BiasParams&, const Parameters&);
//   std::size_t h;  // optional: the number of heads that it was made for; those after them are not for it
//   float at(std::size_t head, std::ptrdiff_t p, std::size_t j) const;  // p: the query's position; -inf masks
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attention/item.hpp"

namespace attn {

/// What surrounds a bias.
struct BiasParams {
  std::size_t h = 1;          ///< query heads
  std::ptrdiff_t offset = 0;  ///< query i stands at position i + offset, as in MaskParams
};

}  // namespace attn
