#pragma once

#include "mechanisms/operator_contract.hpp"

namespace attn::operators {

/// softmax(scores) V, by the problem's executor. The pattern comes of the reference executor: the others never hold it.
struct Softmax {
  static constexpr std::string_view kId = "softmax";
  static constexpr std::string_view kName = "softmax";
  static constexpr std::string_view kFormula = "softmax(score + bias) V";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.1";

  static Softmax make(const OperatorParams&, const Parameters&) { return {}; }

  void run(const AttentionProblem& problem, const OperatorParams&, const AttentionResult& result) const {
    if (problem.executor == Executor::kReference || !result.scores) return attention(problem, result);
    AttentionProblem shown = problem;
    shown.executor = Executor::kReference;
    shown.flash_observer = nullptr;
    shown.work = nullptr;
    attention(shown, result);
    attention(problem, {.y = result.y, .scores = {}, .stage = result.stage});
  }
};

}  // namespace attn::operators
