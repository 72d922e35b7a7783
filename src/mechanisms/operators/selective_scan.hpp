#pragma once

#include "mechanisms/operator_contract.hpp"
#include "mechanisms/selective_scan.hpp"

namespace attn::operators {

/// Mamba's selective scan with q, k, v in the places of C, B and x. Score, bias and executor play no part.
struct SelectiveScan {
  static constexpr std::string_view kId = "selective_scan";
  static constexpr std::string_view kName = "selective state space";
  static constexpr std::string_view kFormula = "state = exp(delta A) state + delta k v^T, y = q state";
  static constexpr std::string_view kSource = "Gu & Dao 2023, section 3.2, algorithm 2; Ali et al. 2024, section 3.1";
  static constexpr bool kKeepsKeys = false;
  /// Added to sum(k) / sqrt(d) before softplus: how far a token moves the state, in steps of the slowest state's time.
  static constexpr Knob kKnobs[] = {{"delta_bias", -20, -2, 20}};

  float delta_bias = -2;

  static SelectiveScan make(const OperatorParams&, const Parameters& given) {
    return {static_cast<float>(given.number("delta_bias"))};
  }
  void run(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) const {
    selective_scan_heads(problem, params, delta_bias, result);
  }
};

}  // namespace attn::operators
