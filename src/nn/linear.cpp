#include "nn/linear.hpp"

#include <cassert>
#include <utility>

namespace attn {

Linear::Linear(std::vector<float> weight, std::vector<float> bias, std::size_t out, std::size_t in)
    : weight_(std::move(weight)), bias_(std::move(bias)), out_(out), in_(in) {
  assert(weight_.size() == out * in && (bias_.empty() || bias_.size() == out));
}

void multiply_nt(simd::ConstMatrix x, simd::ConstMatrix w, simd::Matrix y) {
  assert(x.cols == w.cols && y.cols == w.rows && y.rows == x.rows);
  // One row is the decode step: a blocked product would pack weights that are used once.
  if (x.rows == 1 && w.stride == w.cols) {
    simd::matvec({w.data, w.rows * w.cols}, {x.data, x.cols}, {y.data, y.cols});
  } else {
    simd::gemm_nt(x, w, y);
  }
}

void Linear::apply(simd::ConstMatrix x, simd::Matrix y) const {
  multiply_nt(x, {weight_.data(), out_, in_, in_}, y);
  if (bias_.empty()) return;
  for (std::size_t i = 0; i < y.rows; ++i) simd::add(bias_, {y.data + i * y.stride, y.cols});
}

void Linear::apply_columns(simd::ConstMatrix x, std::size_t first, simd::Matrix y) const {
  assert(first + x.cols <= in_);
  simd::gemm_nt(x, {weight_.data() + first, out_, x.cols, in_}, y);
}

}  // namespace attn
