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

}  // namespace

void attention_with_hooks(AttentionProblem& problem, const AttentionResult& result, Hooks& hooks, std::size_t block) {
  const AttentionShape& shape = problem.shape;
  const std::size_t size = shape.h * shape.t_q * shape.t_k;
  StageObserver observer;
  const auto take = [&](Stage& stage) {
    stage.mode = Stage::Mode::kTake;
    stage.data.resize(size);
  };
  const auto changed = [&](Stage& stage, HookPoint point) {
    return stage.mode == Stage::Mode::kTake &&
           fire_and_compare(hooks, point, block, {shape.h, shape.t_q, shape.t_k}, stage.data);
  };
  if (hooks.wants(HookPoint::kAttnScores, block)) take(observer.scores);
  if (hooks.wants(HookPoint::kPattern, block)) take(observer.pattern);

  std::vector<float> looked_at(shape.h * shape.t_q * shape.d_v);
  AttentionResult look;
  look.y = {looked_at.data(), 0, shape.t_q * shape.d_v, shape.d_v};
  problem.executor = Executor::kReference;
  problem.observer = &observer;
  attention(problem, look);
  if (changed(observer.scores, HookPoint::kAttnScores)) {
    observer.scores.mode = Stage::Mode::kPut;
    attention(problem, result);  // takes the new pattern on its way
  }
  if (changed(observer.pattern, HookPoint::kPattern)) {
    observer.pattern.mode = Stage::Mode::kPut;
    attention(problem, result);
  }
  problem.observer = nullptr;
}

}  // namespace attn
