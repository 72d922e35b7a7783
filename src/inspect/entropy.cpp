#include "inspect/entropy.hpp"

#include <cmath>

namespace attn {

double entropy_bits(std::span<const Candidate> candidates) {
  double bits = 0;
  for (const Candidate& candidate : candidates) {
    const double p = candidate.probability;
    if (p > 0) bits -= p * std::log2(p);
  }
  return bits;
}

}  // namespace attn
