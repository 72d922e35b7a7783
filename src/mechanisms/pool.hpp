// Fewer key/value heads from many.
#pragma once

#include <cstddef>
#include <vector>

#include "attention/contract.hpp"

namespace attn {

/// [batch, kv_heads, t, width], dense: each new head is the mean of g / kv_heads neighbouring old ones (Ainslie et
/// al. 2023, section 2.1). Throws Error kBadArgument unless kv_heads divides g.
std::vector<float> pool_heads(const HeadsView<const float>& heads, std::size_t batch, std::size_t g, std::size_t t,
                              std::size_t width, std::size_t kv_heads);

}  // namespace attn
