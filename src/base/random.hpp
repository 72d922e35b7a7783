// Random numbers that are the same everywhere: SplitMix64 (Steele, Lea & Flood 2014).
#pragma once

#include <cstdint>

namespace attn {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  /// Mean 0 and variance 1: the sum of twelve uniforms less 6 (Irwin-Hall). Normal for every purpose of a picture, and
  /// without a logarithm or sine, whose last bit differs between libraries.
  float normal() {
    double sum = -6;
    for (int n = 0; n < 12; ++n) sum += uniform();
    return static_cast<float>(sum);
  }

 private:
  std::uint64_t state_;
};

}  // namespace attn
