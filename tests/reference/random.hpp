// Random numbers that are the same on every machine, from a seed that a failing test can print.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

/// SplitMix64 (Steele et al. 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  float uniform(float low, float high) {
    return static_cast<float>(low + (static_cast<double>(high) - static_cast<double>(low)) * uniform());
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  /// Standard normal, by Box & Muller.
  float normal() {
    const double r = std::sqrt(-2 * std::log(1 - uniform()));
    return static_cast<float>(r * std::cos(6.283185307179586 * uniform()));
  }
  std::vector<float> normals(std::size_t n) {
    std::vector<float> x(n);
    for (float& v : x) v = normal();
    return x;
  }

 private:
  std::uint64_t state_;
};

}  // namespace reference
