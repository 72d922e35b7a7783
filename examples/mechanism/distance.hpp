#pragma once

#include "attention/score_contract.hpp"

namespace attn::scores {

/// The nearer two vectors, the higher: -|q - k|^2 / 2.
struct Distance {
  static constexpr std::string_view kId = "distance";
  static constexpr std::string_view kName = "distance";
  static constexpr std::string_view kFormula = "-|q - k|^2 / 2";
  static constexpr std::string_view kSource = "CONTRIBUTING.md";

  static Distance make(const ScoreParams&, const Parameters&) { return {}; }
  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const {
    simd::gemm_nt(q, k, out);  // q . k, then less half of both squares
    for (std::size_t i = 0; i < out.rows; ++i) {
      for (std::size_t j = 0; j < out.cols; ++j) out.data[i * out.stride + j] -= (square(q, i) + square(k, j)) / 2;
    }
  }
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t d) const {
    return 3 * rows * cols * d;
  }

 private:
  static float square(simd::ConstMatrix m, std::size_t r) {
    const std::span<const float> row(m.data + r * m.stride, m.cols);
    return simd::dot(row, row);
  }
};

}  // namespace attn::scores
