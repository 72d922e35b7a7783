#pragma once

#include <vector>

#include "attention/score_contract.hpp"

namespace attn::scores {

/// q^T W k: Luong et al. 2015, section 3.1. Without a W, which is learned, the dot product.
struct General {
  static constexpr std::string_view kId = "general";
  static constexpr std::string_view kName = "general (bilinear)";
  static constexpr std::string_view kFormula = "q^T W k";
  static constexpr std::string_view kSource = "Luong et al. 2015, section 3.1";
  static constexpr std::string_view kTensors[] = {"w"};  ///< [d, d], rows for q; absent: the identity

  std::size_t d = 0;     ///< width of a key
  std::vector<float> w;  ///< [d, d], or empty

  static General make(const ScoreParams& params, const Parameters& given) {
    if (const NamedTensor* w = given.tensor("w", {params.d, params.d})) return {params.d, w->data};
    return {params.d, {}};
  }

  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const {
    if (w.empty()) return simd::gemm_nt(q, k, out);
    std::vector<float> turned(q.rows * q.cols);  // q^T W
    simd::gemm_nn(q, {w.data(), q.cols, q.cols, q.cols}, {turned.data(), q.rows, q.cols, q.cols});
    simd::gemm_nt({turned.data(), q.rows, q.cols, q.cols}, k, out);
  }
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t width) const {
    return (rows * cols + (w.empty() ? 0 : rows * width)) * width;
  }
};

}  // namespace attn::scores
