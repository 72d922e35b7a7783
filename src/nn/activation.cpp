#include "nn/activation.hpp"

#include "simd/kernels.hpp"

namespace attn {

void activate(Activation activation, std::span<float> x) {
  switch (activation) {
    case Activation::kSilu: return simd::silu(x);
    case Activation::kGeluErf: return simd::gelu_erf(x);
    case Activation::kGeluTanh: return simd::gelu_tanh(x);
  }
}

}  // namespace attn
