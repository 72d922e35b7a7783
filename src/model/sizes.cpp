#include "model/sizes.hpp"

namespace attn {

std::uint64_t parameter_count(const TensorSource& weights) {
  std::uint64_t total = 0;
  for (const TensorInfo& info : weights.tensors()) {
    std::uint64_t count = 1;
    for (const std::uint64_t n : info.shape) count *= n;
    total += count;
  }
  return total;
}

double cache_bytes_per_token(double layers, double g, double d, double bytes_per_number) {
  return 2 * layers * g * d * bytes_per_number;
}

std::uint64_t cache_bytes_per_token(const ModelConfig& config) {
  return std::uint64_t{2} * config.layers * config.g * config.d * sizeof(float);
}

}  // namespace attn
