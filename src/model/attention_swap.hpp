// Another mechanism in place of a model's own attention. The decoder knows this interface only; what mechanisms
// there are is src/mechanisms' business.
#pragma once

#include <cstddef>
#include <span>

#include "attention/contract.hpp"
#include "simd/kernels.hpp"

namespace attn {
/// Asked layer by layer while a model runs.
class AttentionSwap {
 public:
  virtual ~AttentionSwap() = default;
  /// Whether this layer's attention is another.
  [[nodiscard]] virtual bool replaces(std::size_t layer) const = 0;
  /// Whether this layer's queries and keys get other positions than the model's rotary ones.
  [[nodiscard]] virtual bool has_position(std::size_t layer) const = 0;
  /// Changes the rows x [t, d] of one head; row i stands at position first + i.
  virtual void place(std::size_t layer, simd::Matrix x, std::size_t first) const = 0;
  /// Writes result.y and, where result.scores has data, the pattern. The problem is the model's own: queries are the
  /// last ones of t_k tokens.
  virtual void run(std::size_t layer, const AttentionProblem& problem, const AttentionResult& result) const = 0;
  /// Writes result.y for a given pattern [h, t_q, t_k] over the values that the mechanism reads: pooled where it pools,
  /// without those that it masks, NaN or not.
  virtual void apply(std::size_t layer, const AttentionProblem& problem, std::span<const float> pattern,
                     const AttentionResult& result) const = 0;
};

}  // namespace attn
