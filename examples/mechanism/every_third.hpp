#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A query sees itself and every `step`-th token before it.
struct EveryThird {
  static constexpr std::string_view kId = "every_third";
  static constexpr std::string_view kName = "every third token";
  static constexpr std::string_view kFormula = "j <= p and (p - j) % step == 0";
  static constexpr std::string_view kSource = "CONTRIBUTING.md";
  static constexpr Knob kKnobs[] = {{"step", 1, 3, 64}};  ///< tokens from one key to the next

  std::ptrdiff_t offset = 0, step = 3;

  static EveryThird make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("step"))};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t back = static_cast<std::ptrdiff_t>(i) + offset - static_cast<std::ptrdiff_t>(j);
    return back >= 0 && back % step == 0;
  }
};

}  // namespace attn::masks
