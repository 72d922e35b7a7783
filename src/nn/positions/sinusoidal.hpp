#pragma once

#include "nn/rotary.hpp"

namespace attn::positions {

/// A sine and a cosine of each frequency are added, the sine in even places, the cosine in odd ones.
struct Sinusoidal {
  static constexpr std::string_view kId = "sinusoidal";
  static constexpr std::string_view kName = "sinusoidal";
  static constexpr std::string_view kFormula = "x_2n + sin(p / base^(2n/d)), x_(2n+1) + cos(p / base^(2n/d))";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.5";
  static constexpr Knob kKnobs[] = {{"base", 1, 10000, 1e9}};

  Rotary angles;

  static Sinusoidal make(const PositionParams& params, const Parameters& given) {
    return {Rotary(params.width, given.number("base"))};
  }
  void apply(simd::Matrix x, std::size_t first) const {
    const RotaryRows waves = angles.rows(first, x.rows);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t n = 0; n < x.cols; ++n)
        x.data[i * x.stride + n] += (n % 2 == 0 ? waves.sin_row(i) : waves.cos_row(i))[n / 2];
  }
};

}  // namespace attn::positions
