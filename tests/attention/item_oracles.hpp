// From an item's spec to the formula that judges it. An item without an entry here is still tested: its mask by its
// own rule, and the executors against each other.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "attention/item.hpp"

namespace attention_test {

using ScoreOracle = std::function<double(std::span<const float>, std::span<const float>)>;
/// Of head and query position minus key.
using BiasOracle = std::function<double(std::size_t, std::int64_t)>;
/// Of query position and key.
using MaskOracle = std::function<bool(std::int64_t, std::int64_t)>;

/// Empty for ids that are not known here.
ScoreOracle score_oracle(const attn::ItemSpec& spec, std::size_t d);
BiasOracle bias_oracle(const attn::ItemSpec& spec, std::size_t h);
MaskOracle mask_oracle(const attn::ItemSpec& spec, std::size_t t_k, const std::vector<std::int32_t>& segments);

}  // namespace attention_test
