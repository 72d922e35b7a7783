// Affine map of rows. Weights are [out, in], so that every product reads along rows.
#pragma once

#include <cstddef>
#include <vector>

#include "simd/kernels.hpp"

namespace attn {

class Linear {
 public:
  Linear() = default;
  /// weight [out, in] row-major; bias [out], or empty for none.
  Linear(std::vector<float> weight, std::vector<float> bias, std::size_t out, std::size_t in);

  [[nodiscard]] std::size_t out() const { return out_; }
  [[nodiscard]] std::size_t in() const { return in_; }
  [[nodiscard]] const std::vector<float>& bias() const { return bias_; }

  /// y [t, out] = x [t, in] W^T + b
  void apply(simd::ConstMatrix x, simd::Matrix y) const;
  /// y [t, out] = x [t, cols] W[:, first : first + cols]^T, without bias: what a slice of the input adds.
  void apply_columns(simd::ConstMatrix x, std::size_t first, simd::Matrix y) const;

 private:
  std::vector<float> weight_, bias_;
  std::size_t out_ = 0, in_ = 0;
};

/// y [t, w.rows] = x [t, w.cols] W^T for weights that live elsewhere (a tied head is the embedding).
void multiply_nt(simd::ConstMatrix x, simd::ConstMatrix w, simd::Matrix y);

}  // namespace attn
