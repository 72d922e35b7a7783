#include "nn/norm.hpp"

#include <cassert>
#include <utility>

namespace attn {

Norm::Norm(NormKind kind, std::vector<float> gain, std::vector<float> bias, float eps)
    : kind_(kind), gain_(std::move(gain)), bias_(std::move(bias)), eps_(eps) {
  assert(kind_ == NormKind::kRms ? bias_.empty() : bias_.size() == gain_.size());
}

void Norm::apply(simd::ConstMatrix x, simd::Matrix y) const {
  for (std::size_t i = 0; i < x.rows; ++i) {
    const std::span<const float> in{x.data + i * x.stride, x.cols};
    const std::span<float> out{y.data + i * y.stride, y.cols};
    if (kind_ == NormKind::kRms) {
      simd::rms_norm(in, gain_, eps_, out);
    } else {
      simd::layer_norm(in, gain_, bias_, eps_, out);
    }
  }
}

void Norm::scales(simd::ConstMatrix x, std::span<float> scale) const {
  std::vector<float> scratch(x.cols);
  for (std::size_t i = 0; i < x.rows; ++i) {
    const std::span<const float> in{x.data + i * x.stride, x.cols};
    scale[i] = kind_ == NormKind::kRms ? simd::rms_norm(in, gain_, eps_, scratch)
                                       : simd::layer_norm(in, gain_, bias_, eps_, scratch);
  }
}

void Norm::normalize(simd::ConstMatrix x, std::span<const float> scale, simd::Matrix y) const {
  for (std::size_t i = 0; i < x.rows; ++i) {
    const std::span<const float> in{x.data + i * x.stride, x.cols};
    const bool layer = kind_ == NormKind::kLayer;
    const float mean = layer ? simd::sum(in) / static_cast<float>(x.cols) : 0;
    for (std::size_t n = 0; n < x.cols; ++n) {
      const float unit = (in[n] - mean) / scale[i];
      y.data[i * y.stride + n] = layer ? gain_[n] * unit + bias_[n] : unit;
    }
  }
}

void Norm::finish(simd::Matrix y) const {
  if (kind_ == NormKind::kLayer) return;
  for (std::size_t i = 0; i < y.rows; ++i) simd::multiply(gain_, {y.data + i * y.stride, y.cols});
}

}  // namespace attn
