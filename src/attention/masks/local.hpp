#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A window of neighbours. `window` counts tokens, the query's own among them: with 1 side those at distance
/// 0 <= p - j < window (Mistral's sliding_window), with 2 sides |p - j| < window. Beltagy et al. 2020 count otherwise:
/// their w is w/2 on each side and the token itself, which is here window = w/2 + 1 with 2 sides.
struct Local {
  static constexpr std::string_view kId = "local";
  static constexpr std::string_view kName = "local window";
  static constexpr std::string_view kFormula = "0 <= p - j < window; with 2 sides |p - j| < window";
  static constexpr std::string_view kSource = "Beltagy et al. 2020, section 3.1; Jiang et al. 2023, section 2";
  static constexpr Knob kKnobs[] = {{"window", 1, 4, 1048576}, {"sides", 1, 1, 2}};

  std::ptrdiff_t offset = 0, window = 1;
  bool both_sides = false;

  static Local make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("window")), given.count("sides") == 2};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t back = static_cast<std::ptrdiff_t>(i) + offset - static_cast<std::ptrdiff_t>(j);
    return back < window && back > (both_sides ? -window : -1);
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
    out.add(p - window + 1, p + (both_sides ? window : 1));
  }
};

}  // namespace attn::masks
