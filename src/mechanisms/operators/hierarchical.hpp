#pragma once

#include "mechanisms/hierarchical.hpp"
#include "mechanisms/operator_contract.hpp"

namespace attn::operators {

/// Words, then sentences. The executor plays no part.
struct Hierarchical {
  static constexpr std::string_view kId = "hierarchical";
  static constexpr std::string_view kName = "hierarchical";
  static constexpr std::string_view kFormula = "softmax over segments of softmax over each segment's keys";
  static constexpr std::string_view kSource = "Yang et al. 2016, section 2.2";

  static Hierarchical make(const OperatorParams&, const Parameters&) { return {}; }
  void run(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) const {
    hierarchical_attention(problem, params, result);
  }
};

}  // namespace attn::operators
