#include "inspect/entropy.hpp"

#include "base/math.hpp"

namespace attn {

double entropy_bits(std::span<const Candidate> candidates) {
  double bits = 0;
  for (const Candidate& candidate : candidates) {
    const double p = candidate.probability;
    if (p > 0) bits -= p * math::log2(p);
  }
  return bits;
}

}  // namespace attn
