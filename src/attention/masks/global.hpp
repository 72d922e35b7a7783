#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// The first tokens see all and are seen by all. `count` counts those tokens. By itself it leaves the others blind to
/// their neighbours, and to themselves: join it to a window by "any".
struct Global {
  static constexpr std::string_view kId = "global";
  static constexpr std::string_view kName = "global tokens";
  static constexpr std::string_view kFormula = "p < count or j < count";
  static constexpr std::string_view kSource = "Beltagy et al. 2020, section 3.1; Zaheer et al. 2020, section 2";
  static constexpr Knob kKnobs[] = {{"count", 0, 1, 1048576}};

  std::ptrdiff_t offset = 0, count = 1;

  static Global make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("count"))};
  }
  /// A query that stands before every key (p < 0) is none of the tokens.
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
    return (p >= 0 && p < count) || static_cast<std::ptrdiff_t>(j) < count;
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
    out.add(0, p >= 0 && p < count ? static_cast<std::ptrdiff_t>(out.t_k()) : count);
  }
};

}  // namespace attn::masks
