#pragma once

#include <cmath>

#include "attention/score_contract.hpp"

namespace attn::scores {

/// q . k / sqrt(d): Vaswani et al. 2017, section 3.2.1. Another scale may be given instead.
struct ScaledDot {
  static constexpr std::string_view kId = "scaled_dot";
  static constexpr std::string_view kName = "scaled dot product";
  static constexpr std::string_view kFormula = "q . k / sqrt(d)";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.1";
  static constexpr Knob kKnobs[] = {{"scale", -3e38, 0, 3e38}};  ///< multiplies q . k; 0 means 1/sqrt(d)

  float scale = 1;

  static ScaledDot make(const ScoreParams& params, const Parameters& given) {
    const auto scale = static_cast<float>(given.number("scale"));
    return {scale != 0 ? scale : 1 / std::sqrt(static_cast<float>(params.d))};
  }

  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const {
    simd::gemm_nt(q, k, out);
    for (std::size_t i = 0; i < out.rows; ++i) simd::scale(scale, {out.data + i * out.stride, out.cols});
  }
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t d) const {
    return rows * cols * d;
  }
};

}  // namespace attn::scores
