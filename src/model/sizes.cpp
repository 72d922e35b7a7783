#include "model/sizes.hpp"

#include "attention/cost.hpp"

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

std::uint64_t cache_bytes_per_token(std::size_t layers, std::size_t g, std::size_t d, std::size_t bytes_per_number) {
  return layers * kv_cache_bytes_per_token(g, d, d, bytes_per_number);
}

std::uint64_t cache_bytes_per_token(const ModelConfig& config) {
  return cache_bytes_per_token(config.layers, config.g, config.d, sizeof(float));
}

}  // namespace attn
