#pragma once

#include "mechanisms/linear_attention.hpp"
#include "mechanisms/operator_contract.hpp"

namespace attn::operators {

/// Sums of keys' features and values instead of a softmax. Score and executor play no part.
struct LinearAttention {
  static constexpr std::string_view kId = "linear_attention";
  static constexpr std::string_view kName = "linear attention";
  static constexpr std::string_view kFormula = "phi(q) sum(phi(k) v^T) / phi(q) sum(phi(k)), phi(x) = elu(x) + 1";
  static constexpr std::string_view kSource = "Katharopoulos et al. 2020, section 3.2";
  static constexpr bool kKeepsKeys = false;

  static LinearAttention make(const OperatorParams&, const Parameters&) { return {}; }
  void run(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) const {
    linear_attention(problem, params, result);
  }
};

}  // namespace attn::operators
