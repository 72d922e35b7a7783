// How big a model is, in numbers worth showing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "formats/tensor_source.hpp"
#include "model/config.hpp"

namespace attn {

/// Numbers in all tensors of a checkpoint.
std::uint64_t parameter_count(const TensorSource& weights);

/// Bytes that one more token adds to a KV cache: a key and a value [g, d] a layer.
std::uint64_t cache_bytes_per_token(std::size_t layers, std::size_t g, std::size_t d, std::size_t bytes_per_number);
/// The same of our own cache, in float32.
std::uint64_t cache_bytes_per_token(const ModelConfig& config);

}  // namespace attn
