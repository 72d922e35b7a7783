// How undecided a distribution is.
#pragma once

#include <span>

#include "model/sampling.hpp"

namespace attn {

/// Shannon entropy of the candidates' probabilities in bits: - sum p log2 p (Shannon 1948, section 6).
/// Candidates of probability 0 add nothing.
double entropy_bits(std::span<const Candidate> candidates);

}  // namespace attn
