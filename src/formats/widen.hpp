// Half-precision formats to float32, exactly.
#pragma once

#include <bit>
#include <cstdint>

namespace attn {

/// IEEE 754 binary16. Shifting exponent and mantissa into place leaves the exponent's bias 112 too small; a
/// multiplication by 2^112 mends that, and turns subnormals, which are exact in float32, into normal numbers.
inline float widen_f16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16U;
  const std::uint32_t magnitude = (half & 0x7FFFU) << 13U;
  constexpr std::uint32_t kInfinity = 0x7C00U << 13U;
  const auto scaled = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112F);
  return std::bit_cast<float>(sign | (magnitude >= kInfinity ? magnitude | 0x7F800000U : scaled));
}

/// bfloat16 is the upper half of a float32.
inline float widen_bf16(std::uint16_t half) { return std::bit_cast<float>(std::uint32_t{half} << 16U); }

}  // namespace attn
