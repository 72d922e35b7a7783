#include "mechanisms/recurrence.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace attn {

namespace {

/// How many keys query i sees.
std::size_t keys_of(std::size_t i, std::size_t t_k, const OperatorParams& params) {
  if (params.mask == OperatorParams::Mask::kFull) return t_k;
  const std::ptrdiff_t end = static_cast<std::ptrdiff_t>(i) + params.offset + 1;
  return static_cast<std::size_t>(std::clamp(end, std::ptrdiff_t{0}, static_cast<std::ptrdiff_t>(t_k)));
}

/// The query heads that read key/value head n, with its keys and values seen once.
void run_group(Recurrence& state, const AttentionProblem& problem, const OperatorParams& params,
               const AttentionResult& result, std::size_t b, std::size_t n, Work& work) {
  const AttentionShape& s = problem.shape;
  const std::size_t group = s.h / s.g;
  std::size_t seen = 0;
  state.start(result.scores ? s.t_k : 0);
  for (std::size_t i = 0; i < s.t_q; ++i) {
    for (const std::size_t keys = keys_of(i, s.t_k, params); seen < keys; ++seen) {
      state.see(seen, problem.k.row(b, n, seen), problem.v.row(b, n, seen));
      work.multiply_adds += state.key_multiply_adds;
      work.bytes_moved += sizeof(float) * (s.d + s.d_v);
    }
    for (std::size_t head = n * group; head < (n + 1) * group; ++head) {
      state.answer(problem.q.row(b, head, i), result.y.row(b, head, i));
      work.pairs += seen;
      work.multiply_adds += state.query_multiply_adds;
      work.bytes_moved += sizeof(float) * (s.d + s.d_v);
      if (!result.scores) continue;
      float* weights = result.scores.row(b, head, i);
      std::fill_n(weights + seen, s.t_k - seen, 0.0F);
      state.weights(problem.q.row(b, head, i), {weights, seen});
    }
  }
}

}  // namespace

void check_operator(std::string_view name, AttentionProblem& problem, const AttentionResult& result) {
  if (result.scores && result.stage != ScoreStage::kPattern)
    fail(ErrorCode::kUnsupported, "{} has a pattern, but no scores at stage {}: ask for stage {}",
         {name, static_cast<unsigned>(result.stage), static_cast<unsigned>(ScoreStage::kPattern)});
  if (problem.observer != nullptr || problem.flash_observer != nullptr)
    fail(ErrorCode::kUnsupported, "{} has no scores or tiles to observe: use the operator softmax", {name});
  // Any executor will do, as none runs: the checks are those of one that has such a result.
  const Executor given = problem.executor;
  problem.executor = result.scores ? Executor::kReference : Executor::kFlash;
  check_attention(problem, result);
  problem.executor = given;
}

void run_recurrence(std::string_view name, Recurrence& state, AttentionProblem& problem, const OperatorParams& params,
                    const AttentionResult& result) {
  if (params.mask == OperatorParams::Mask::kOther)
    fail(ErrorCode::kUnsupported, "{} adds keys up as they come, so no query can leave one out: use the mask {}causal",
         {name, name == "linear attention" ? "full or " : ""});
  if (problem.bias || !problem.biases.empty() || problem.softcap != 0)
    fail(ErrorCode::kUnsupported, "{} has no scores: leave {} out, or use the operator softmax",
         {name, problem.softcap != 0 ? "softcap" : "the bias"});
  check_operator(name, problem, result);
  Work uncounted;
  Work& work = problem.work != nullptr ? *problem.work : uncounted;
  for (std::size_t b = 0; b < problem.shape.batch; ++b)
    for (std::size_t n = 0; n < problem.shape.g; ++n) run_group(state, problem, params, result, b, n, work);
  work.peak_bytes = std::max(work.peak_bytes, state.state_bytes);
}

}  // namespace attn
