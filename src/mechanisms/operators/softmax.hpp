#pragma once

#include <tuple>

#include "mechanisms/operator_contract.hpp"

namespace attn::operators {

/// softmax(scores) V, by the problem's executor. The pattern comes of the reference executor: the others never hold it.
struct Softmax {
  static constexpr std::string_view kId = "softmax";
  static constexpr std::string_view kName = "softmax";
  static constexpr std::string_view kFormula = "softmax(score + bias) V";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.1";

  static Softmax make(const OperatorParams&, const Parameters&) { return {}; }

  void run(AttentionProblem& problem, const OperatorParams&, const AttentionResult& result) const {
    if (result.scores && problem.executor != Executor::kReference) {
      // Changed and put back: a copy of a problem copies its masks, biases and score.
      const auto [executor, observer, work] = std::tuple{problem.executor, problem.flash_observer, problem.work};
      problem.executor = Executor::kReference, problem.flash_observer = nullptr, problem.work = nullptr;
      attention(problem, result);
      problem.executor = executor, problem.flash_observer = observer, problem.work = work;
      attention(problem, {.y = result.y, .scores = {}, .stage = result.stage});
    } else {
      attention(problem, result);
    }
  }
};

}  // namespace attn::operators
