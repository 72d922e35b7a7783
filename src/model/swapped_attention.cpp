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
  if (!fire_and_compare(*hooks, HookPoint::kPattern, block, {s.h, s.t_q, s.t_k}, pattern)) return;
  for (std::size_t n = 0; n < s.h; ++n) {
    const std::size_t shared = n / (s.h / s.g);
    simd::gemm_nn({pattern.data() + n * s.t_q * s.t_k, s.t_q, s.t_k, s.t_k},
                  {problem.v.row(0, shared, 0), s.t_k, s.d_v, problem.v.row_stride},
                  {result.y.row(0, n, 0), s.t_q, s.d_v, result.y.row_stride});
  }
}

}  // namespace attn
