#pragma once

#include <cmath>
#include <vector>

#include "attention/score_contract.hpp"

namespace attn::scores {

/// scale q . k / (|q| |k|): Graves et al. 2014, section 3.3.1, whose key strength beta is the scale. A vector of zeros
/// has no direction; its score with any other is 0.
struct Cosine {
  static constexpr std::string_view kId = "cosine";
  static constexpr std::string_view kName = "cosine";
  static constexpr std::string_view kFormula = "scale q . k / (|q| |k|)";
  static constexpr std::string_view kSource = "Graves et al. 2014, section 3.3.1";
  static constexpr Knob kKnobs[] = {{"scale", -3e38, 1, 3e38}};

  float scale = 1;

  static Cosine make(const ScoreParams&, const Parameters& given) {
    return {static_cast<float>(given.number("scale"))};
  }

  void tile(simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) const {
    const std::vector<float> from = unit_rows(q, scale), to = unit_rows(k, 1);
    simd::gemm_nt({from.data(), q.rows, q.cols, q.cols}, {to.data(), k.rows, k.cols, k.cols}, out);
  }
  /// The lengths of the rows are counted.
  [[nodiscard]] std::uint64_t multiply_adds(std::uint64_t rows, std::uint64_t cols, std::uint64_t d) const {
    return (rows * cols + rows + cols) * d;
  }

 private:
  /// Each row at a length of `length`. In double, where no float's square is too large or too small.
  static std::vector<float> unit_rows(simd::ConstMatrix x, float length) {
    std::vector<float> rows(x.rows * x.cols);
    for (std::size_t r = 0; r < x.rows; ++r) {
      const float* row = x.data + r * x.stride;
      double squares = 0;
      for (std::size_t e = 0; e < x.cols; ++e) squares += static_cast<double>(row[e]) * static_cast<double>(row[e]);
      const double by = squares == 0 ? 0 : static_cast<double>(length) / std::sqrt(squares);
      for (std::size_t e = 0; e < x.cols; ++e)
        rows[r * x.cols + e] = static_cast<float>(static_cast<double>(row[e]) * by);
    }
    return rows;
  }
};

}  // namespace attn::scores
