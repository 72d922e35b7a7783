// Normalisation of rows: RMSNorm (Zhang & Sennrich 2019) or LayerNorm (Ba et al. 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "simd/kernels.hpp"

namespace attn {
/// Which of the two.
enum class NormKind : std::uint8_t { kRms, kLayer };
/// One normalisation with its weights.
class Norm {
 public:
  Norm() = default;
  /// gain [c]; bias [c] for LayerNorm, empty for RMSNorm.
  Norm(NormKind kind, std::vector<float> gain, std::vector<float> bias, float eps);

  /// y [t, c] = the normalised rows of x [t, c]; x and y do not overlap.
  void apply(simd::ConstMatrix x, simd::Matrix y) const;

  // The same in the three steps that TransformerLens's hooks sit between; equal to apply() up to rounding.
  /// scale [t]: RMSNorm sqrt(mean(x^2) + eps), LayerNorm sqrt(var(x) + eps).
  void scales(simd::ConstMatrix x, std::span<float> scale) const;
  /// y = x / scale (RMSNorm), or gain * (x - mean) / scale + bias (LayerNorm).
  void normalize(simd::ConstMatrix x, std::span<const float> scale, simd::Matrix y) const;
  /// y *= gain for RMSNorm, whose "normalized" is named before its gain; nothing for LayerNorm.
  void finish(simd::Matrix y) const;

 private:
  NormKind kind_ = NormKind::kRms;
  std::vector<float> gain_, bias_;
  float eps_ = 0;
};

}  // namespace attn
