#pragma once

#include <cstdlib>

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A window with gaps: every dilation-th token. `window` counts the tokens seen to one side, the query's own among
/// them; `dilation` is the distance from one to the next, in tokens (1: the local window). With 2 sides there are
/// 2 window - 1. Beltagy et al. 2020 count otherwise: their w is w/2 on each side and the token itself, which is here
/// window = w/2 + 1 with 2 sides.
struct Dilated {
  static constexpr std::string_view kId = "dilated";
  static constexpr std::string_view kName = "dilated window";
  static constexpr std::string_view kFormula = "p - j = n dilation, 0 <= n < window; with 2 sides |n| < window";
  static constexpr std::string_view kSource = "Beltagy et al. 2020, section 3.1";
  static constexpr Knob kKnobs[] = {{"window", 1, 4, 1048576}, {"dilation", 1, 2, 1024}, {"sides", 1, 1, 2}};

  std::ptrdiff_t offset = 0, window = 1, dilation = 1;
  bool both_sides = false;

  static Dilated make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("window")),
            static_cast<std::ptrdiff_t>(given.count("dilation")), given.count("sides") == 2};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t back = static_cast<std::ptrdiff_t>(i) + offset - static_cast<std::ptrdiff_t>(j);
    return back % dilation == 0 && std::abs(back / dilation) < window && (both_sides || back >= 0);
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset, reach = (window - 1) * dilation;
    const std::ptrdiff_t last = both_sides ? p + reach : p;
    std::ptrdiff_t j = p - reach;
    if (j < 0) j = p % dilation;  // the first key at such a distance, or a place before it
    for (; j <= last && j < static_cast<std::ptrdiff_t>(out.t_k()); j += dilation) out.add(j, j + 1);
  }
};

}  // namespace attn::masks
