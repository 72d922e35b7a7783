#pragma once

#include <cstdlib>

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// The token's own block, and so many blocks to each side. `size` is a block's length in tokens, blocks start at token
/// 0 (one that stands before it is in block -1, ...); `reach` counts blocks to one side, the own not among them: 2
/// reach
/// + 1 in all. Zaheer et al. 2020 count otherwise: their w counts all blocks of the window, the own among them, which
/// is here reach = (w - 1) / 2.
struct Block {
  static constexpr std::string_view kId = "block";
  static constexpr std::string_view kName = "blocks";
  static constexpr std::string_view kFormula = "|p / size - j / size| <= reach";
  static constexpr std::string_view kSource = "Zaheer et al. 2020, section 2";
  static constexpr Knob kKnobs[] = {{"size", 1, 4, 1048576}, {"reach", 0, 0, 1024}};

  std::ptrdiff_t offset = 0, size = 1, reach = 0;

  static Block make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("size")),
            static_cast<std::ptrdiff_t>(given.count("reach"))};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t own = floor_div(static_cast<std::ptrdiff_t>(i) + offset, size);
    return std::abs(own - static_cast<std::ptrdiff_t>(j) / size) <= reach;
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t own = floor_div(static_cast<std::ptrdiff_t>(i) + offset, size);
    out.add((own - reach) * size, (own + reach + 1) * size);
  }
};

}  // namespace attn::masks
