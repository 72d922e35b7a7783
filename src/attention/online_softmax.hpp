// Softmax over keys that come a few at a time (Milakov & Gimelshein 2018, algorithm 3): each row keeps the
// largest score so far (m), the sum of exp(score - m) so far (l), and in y the values weighted by the same. A
// larger m rescales what was summed before. Private to src/attention.
#pragma once

#include "attention/executor.hpp"

namespace attn {

struct OnlineSoftmax {
  float m[kTileMost];
  float l[kTileMost];

  /// Before the first key: m is -inf, l and y [rows, d_v] are 0.
  void start(simd::Matrix y);
  /// Takes masked scores [scores.rows, keys] of rows first, first + 1, ... with the keys' values [keys, d_v], and
  /// overwrites the scores. some_masked: whether any score may be -inf for being masked.
  void add(std::size_t first, simd::Matrix scores, simd::ConstMatrix values, bool some_masked, simd::Matrix y,
           Scratch& scratch);
  /// The same for one row and keys that it picked, [1, picked.size()] scores; v [t_k, d_v] are the values of all keys.
  void add_picked(std::size_t row, simd::Matrix scores, std::span<const std::size_t> picked, simd::ConstMatrix v,
                  bool some_masked, simd::Matrix y, Scratch& scratch);
  /// y / l; rows that saw no key stay 0.
  void finish(simd::Matrix y) const;
};

/// One tile of keys, number n of scratch.band, for a tile of queries: scores, mask, softmax so far, values.
void add_key_tile(const HeadProblem& problem, std::size_t n, OnlineSoftmax& state, simd::Matrix y, Scratch& scratch);

}  // namespace attn
