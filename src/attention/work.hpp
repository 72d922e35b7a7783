// What one call of attention did, counted where it was done.
#pragma once

#include <cstddef>
#include <cstdint>

namespace attn {
/// Counters; calls add to them.
struct Work {
  std::uint64_t pairs = 0;          ///< (query, key) pairs that the mask allows, over all heads
  std::uint64_t scores = 0;         ///< scores computed, masked ones included
  std::uint64_t multiply_adds = 0;  ///< of the scores, and of the weighted sums of values
  /// Read from and written to arrays as large as the problem: q, k, v, y, and whole matrices of scores (Dao et al.
  /// 2022, section 3.1 and theorem 2: what has to come from slow memory when only a tile fits into fast memory).
  std::uint64_t bytes_moved = 0;
  /// The executor's own buffers at their largest: scores, biases of a row, marks, runs of the mask, gathered keys.
  /// What a score works with in itself (projections of additive and general, unit vectors of cosine) is not in it.
  std::size_t peak_bytes = 0;
};

}  // namespace attn
