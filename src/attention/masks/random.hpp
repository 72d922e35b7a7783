#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// Blocks drawn by lot: each block of `size` queries sees `keys` blocks of `size` keys (all there are, if fewer), no
/// block twice, its own not necessarily among them. Blocks start at token 0. `size` counts tokens, `keys` counts blocks
/// (the paper's r). The draw depends on `seed`, the queries' block and the number of blocks of keys (of the text's
/// tokens, where it grows: MaskParams::length), and on nothing else: it is the same on every machine.
struct Random {
  static constexpr std::string_view kId = "random";
  static constexpr std::string_view kName = "random blocks";
  static constexpr std::string_view kFormula = "j / size is one of the `keys` blocks drawn for p / size";
  static constexpr std::string_view kSource = "Zaheer et al. 2020, section 2";
  static constexpr std::size_t kMostKeys = 64;
  static constexpr Knob kKnobs[] = {{"size", 1, 4, 1048576}, {"keys", 0, 1, kMostKeys}, {"seed", 0, 1, 4294967295.0}};

  std::ptrdiff_t offset = 0, size = 1;
  std::size_t keys = 1, blocks = 0;  ///< blocks: of keys, in all
  std::uint64_t seed = 1;

  static Random make(const MaskParams& params, const Parameters& given) {
    const std::size_t size = given.count("size"), blocks = (params.tokens() + size - 1) / size,
                      keys = given.count("keys");
    return {params.offset, static_cast<std::ptrdiff_t>(size), keys < blocks ? keys : blocks, blocks,
            static_cast<std::uint64_t>(given.number("seed"))};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    KeyRuns row(blocks * static_cast<std::size_t>(size));
    runs(i, row);
    return row.has(j);
  }
  void runs(std::size_t i, KeyRuns& out) const {
    std::size_t drawn[kMostKeys];
    const std::ptrdiff_t own = floor_div(static_cast<std::ptrdiff_t>(i) + offset, size);
    draw_without_repeats(seed, static_cast<std::uint64_t>(own), blocks, {drawn, keys});
    for (std::size_t n = 0; n < keys; ++n) {
      const auto first = static_cast<std::ptrdiff_t>(drawn[n]) * size;
      out.add(first, first + size);
    }
  }
};

}  // namespace attn::masks
