#pragma once

#include <cmath>
#include <vector>

#include "attention/bias_contract.hpp"
#include "base/math.hpp"
#include "base/text.hpp"

namespace attn::biases {

/// A line that falls with distance, steeper in some heads than in others: Press et al. 2022, section 3.
struct Alibi {
  static constexpr std::string_view kId = "alibi";
  static constexpr std::string_view kName = "ALiBi";
  static constexpr std::string_view kFormula = "-slope[head] |p - j|";
  static constexpr std::string_view kSource = "Press et al. 2022, section 3";
  static constexpr std::string_view kTensors[] = {"slopes"};  ///< [h], instead of the paper's

  std::size_t h = 1;
  std::vector<float> slopes;  ///< [h]

  static Alibi make(const BiasParams& params, const Parameters& given) {
    if (const NamedTensor* slopes = given.tensor("slopes", {params.h})) return {params.h, slopes->data};
    return {params.h, paper_slopes(params.h)};
  }
  [[nodiscard]] float at(std::size_t head, std::ptrdiff_t p, std::size_t j) const {
    return -slopes[head] * static_cast<float>(std::abs(p - static_cast<std::ptrdiff_t>(j)));
  }

  /// 2^(-8/h), 2^(-16/h), ... for a power of two of heads; for other numbers those of the next smaller power,
  /// then every second one of the next larger (the paper's own program; footnote 10).
  static std::vector<float> paper_slopes(std::size_t h) {
    std::size_t power = 1;
    while (power * 2 <= h) power *= 2;
    std::vector<float> slopes;
    for (std::size_t n = 0; n < h; ++n) {
      const double exponent = n < power ? 8.0 * static_cast<double>(n + 1) / static_cast<double>(power)
                                        : 4.0 * static_cast<double>(2 * (n - power) + 1) / static_cast<double>(power);
      slopes.push_back(static_cast<float>(math::exp2(-exponent)));
    }
    return slopes;
  }
};

}  // namespace attn::biases
