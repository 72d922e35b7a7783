#pragma once

#include "attention/score_contract.hpp"

namespace attn::scores {

/// q . k, as it is: Luong et al. 2015, section 3.1.
struct Dot {
  static constexpr std::string_view kId = "dot";
  static constexpr std::string_view kName = "dot product";
  static constexpr std::string_view kFormula = "q . k";
  static constexpr std::string_view kSource = "Luong et al. 2015, section 3.1";

  static Dot make(const ScoreParams&, const Parameters&) { return {}; }

  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const { simd::gemm_nt(q, k, out); }
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t d) const {
    return rows * cols * d;
  }
};

}  // namespace attn::scores
