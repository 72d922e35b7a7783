#include "model/swapped_attention.hpp"

#include <vector>

namespace attn {

void swapped_attention(const AttentionSwap& swap, const AttentionProblem& problem, const AttentionResult& result,
                       Hooks* hooks, std::size_t block) {
  if (hooks == nullptr || !hooks->wants(HookPoint::kPattern, block)) return swap.run(block, problem, result);
  const AttentionShape& s = problem.shape;
  std::vector<float> pattern(s.h * s.t_q * s.t_k);
  AttentionResult seen = result;
  seen.scores = {pattern.data(), 0, s.t_q * s.t_k, s.t_k};
  seen.stage = ScoreStage::kPattern;
  swap.run(block, problem, seen);
  if (fire_and_compare(*hooks, HookPoint::kPattern, block, {s.h, s.t_q, s.t_k}, pattern))
    swap.apply(block, problem, pattern, result);
}

}  // namespace attn
