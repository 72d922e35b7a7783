// Why scores are divided by sqrt(d): what softmax makes of them, and what is left of its gradient.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace attn {

/// One row of scores s [n], and its softmax a.
struct SoftmaxProbe {
  std::vector<float> weights;   ///< a [n]
  std::vector<float> jacobian;  ///< [n, n]: d a_i / d s_j = a_i ((i == j) - a_j): diag(a) - a a^T
  double entropy_bits = 0;      ///< - sum a log2 a; log2(n) where all weigh the same
  double largest = 0;           ///< the largest weight; 1: the row is saturated
  double jacobian_norm = 0;     ///< Frobenius norm of the Jacobian; 0 where no score moves any weight
};

/// Masked scores are -inf and weigh 0; a NaN makes everything NaN. Throws Error kBadArgument for an empty row.
SoftmaxProbe probe_softmax(std::span<const float> scores);

/// Scores of queries and keys whose numbers are independent, of mean 0 and variance 1 (base/random.hpp): q . k has
/// variance d, and 1 after division by sqrt(d) (Vaswani et al. 2017, footnote 4).
struct ScaleProbe {
  std::size_t d = 0, keys = 0, rows = 0;
  bool scaled = true;
  double variance = 0;  ///< of all rows * keys scores about their mean
  double entropy_bits = 0, largest = 0, jacobian_norm = 0;  ///< means over the rows
  std::vector<float> scores;  ///< [keys]: of the first row
  SoftmaxProbe first;         ///< the first row's
};

/// `rows` queries, each with `keys` keys of its own, all of width d; the same seed draws the same numbers, scaled or
/// not. Throws Error kBadArgument unless d, keys and rows are at least 1, d * keys * rows at most 2^24 and keys
/// (whose Jacobian is keys by keys) at most 2^12.
ScaleProbe scale_probe(std::size_t d, std::size_t keys, bool scaled, std::uint64_t seed, std::size_t rows = 64);

}  // namespace attn
