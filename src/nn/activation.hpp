// Activations of the feed-forward layer, applied in place.
#pragma once

#include <cstdint>
#include <span>

namespace attn {
/// Which function.
enum class Activation : std::uint8_t { kSilu, kGeluErf, kGeluTanh };
/// x[i] = the function of x[i].
void activate(Activation activation, std::span<float> x);

}  // namespace attn
