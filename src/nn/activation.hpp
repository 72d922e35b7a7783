// Activations of the feed-forward layer, applied in place.
#pragma once

#include <cstdint>
#include <span>

namespace attn {

enum class Activation : std::uint8_t { kSilu, kGeluErf, kGeluTanh };

void activate(Activation activation, std::span<float> x);

}  // namespace attn
