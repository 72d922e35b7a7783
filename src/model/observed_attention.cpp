#include "model/observed_attention.hpp"

#include <algorithm>
#include <vector>

namespace attn {
namespace {

/// One stage of all heads, [h, t_q, t_k]: copied out of a run, or put into it.
struct Stage {
  enum class Mode { kIgnore, kTake, kPut } mode = Mode::kIgnore;
  std::vector<float> data;

  void meet(std::size_t head, std::span<float> matrix) {
    float* own = data.data() + head * matrix.size();
    if (mode == Mode::kTake) std::copy(matrix.begin(), matrix.end(), own);
    if (mode == Mode::kPut) std::copy_n(own, matrix.size(), matrix.begin());
  }
};

class StageObserver : public ScoreObserver {
 public:
  void on_scores(std::size_t, std::size_t head, std::span<float> matrix) override { scores.meet(head, matrix); }
  void on_pattern(std::size_t, std::size_t head, std::span<float> matrix) override { pattern.meet(head, matrix); }
  Stage scores, pattern;
};

/// Fires the hook on a copy's original and says whether it wrote anything (NaN counts as itself).
bool changed_by_hook(Stage& stage, const AttentionShape& shape, Hooks& hooks, HookPoint point, std::size_t block) {
  const std::vector<float> before = stage.data;
  hooks.at(point, block, {shape.h, shape.t_q, shape.t_k}, stage.data);
  return !std::equal(before.begin(), before.end(), stage.data.begin(),
                     [](float a, float b) { return a == b || (a != a && b != b); });
}

}  // namespace

void attention_with_hooks(AttentionProblem& problem, const AttentionResult& result, Hooks& hooks, std::size_t block) {
  const AttentionShape& shape = problem.shape;
  const std::size_t size = shape.h * shape.t_q * shape.t_k;
  const bool wants_scores = hooks.wants(HookPoint::kAttnScores, block);
  const bool wants_pattern = hooks.wants(HookPoint::kPattern, block);
  StageObserver observer;
  const auto take = [&](Stage& stage) {
    stage.mode = Stage::Mode::kTake;
    stage.data.resize(size);
  };
  if (wants_scores) take(observer.scores);
  if (wants_pattern) take(observer.pattern);
  problem.executor = Executor::kReference;
  problem.observer = &observer;
  attention(problem, result);
  if (wants_scores && changed_by_hook(observer.scores, shape, hooks, HookPoint::kAttnScores, block)) {
    observer.scores.mode = Stage::Mode::kPut;
    attention(problem, result);  // takes the new pattern on its way
  }
  if (wants_pattern && changed_by_hook(observer.pattern, shape, hooks, HookPoint::kPattern, block)) {
    observer.pattern.mode = Stage::Mode::kPut;
    attention(problem, result);
  }
  problem.observer = nullptr;
}

}  // namespace attn
