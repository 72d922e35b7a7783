#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "attention/bias_contract.hpp"
#include "base/math.hpp"

namespace attn::biases {

/// A window with a soft end, whose length can be learned: weights are multiplied by 1 up to a distance of `span` (the
/// paper's z), by a line that falls from 1 to 0 over the next `ramp` (R), and by 0 from there on. As a bias that is the
/// logarithm, under which the weights that are left still sum to 1. Distances are in tokens from the query's own, which
/// has 0 and is always seen (in the paper a token does not see itself, and the one before it has 1).
struct AdaptiveSpan {
  static constexpr std::string_view kId = "adaptive_span";
  static constexpr std::string_view kName = "adaptive span";
  static constexpr std::string_view kFormula = "log(clamp((ramp + span - (p - j)) / ramp, 0, 1))";
  static constexpr std::string_view kSource = "Sukhbaatar et al. 2019, section 2.2";
  static constexpr Knob kKnobs[] = {{"span", 0, 8, 1048576}, {"ramp", 1, 4, 1048576}};

  float span = 0, ramp = 1;

  static AdaptiveSpan make(const BiasParams&, const Parameters& given) {
    return {static_cast<float>(given.number("span")), static_cast<float>(given.number("ramp"))};
  }
  [[nodiscard]] float at(std::size_t, std::ptrdiff_t p, std::size_t j) const {
    const float left = ramp + span - static_cast<float>(p - static_cast<std::ptrdiff_t>(j));
    if (left <= 0) return -std::numeric_limits<float>::infinity();
    return left >= ramp ? 0 : static_cast<float>(math::log(left / ramp));
  }
};

}  // namespace attn::biases
