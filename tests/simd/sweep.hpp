// The lengths and offsets at which a vector kernel can go wrong, and buffers that notice a write outside.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "reference/random.hpp"
#include "simd/kernels.hpp"

namespace sweep {

/// n floats starting at an unaligned place, between floats that must stay as they are.
class Guarded {
 public:
  Guarded(std::size_t n, std::size_t offset) : cells_(offset + n + kGuard, kCanary), n_(n), offset_(offset) {}
  [[nodiscard]] std::span<float> span() { return {cells_.data() + offset_, n_}; }
  [[nodiscard]] bool intact() const {
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if ((i < offset_ || i >= offset_ + n_) && cells_[i] != kCanary) return false;
    return true;
  }

 private:
  static constexpr std::size_t kGuard = 20;
  static constexpr float kCanary = -12345.75f;
  std::vector<float> cells_;
  std::size_t n_, offset_;
};

inline std::vector<std::size_t> lengths() {
  const std::size_t lanes = attn::simd::lanes();
  return {0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 1, 63, 64, 65, 1000};
}
inline constexpr std::array<std::size_t, 3> kOffsets{0, 1, 3};

/// f(length, offset) for all of them.
template <class F>
void lengths_and_offsets(F&& f) {
  for (const std::size_t n : lengths())
    for (const std::size_t offset : kOffsets) f(n, offset);
}

inline void fill(std::span<float> x, reference::Random& random, float low, float high) {
  for (float& v : x) v = random.uniform(low, high);
}

}  // namespace sweep
