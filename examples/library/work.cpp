// What attention costs, counted where it is done: full and windowed, by flash and by sparse.
#include <attn/attention/contract.hpp>
#include <attn/attention/cost.hpp>
#include <cinttypes>
#include <cstdio>
#include <vector>

int main() {
  constexpr std::size_t t = 1024, d = 32;
  const std::vector<float> numbers(t * d, 0.5F);  // what they are does not change what they cost
  std::vector<float> y(t * d);
  bool exact = true;
  std::printf("%-8s %-8s %12s %12s %12s\n", "mask", "executor", "pairs", "scores", "multiply-adds");
  for (const char* id : {"full", "local"}) {
    for (const attn::Executor executor : {attn::Executor::kFlash, attn::Executor::kSparse}) {
      attn::AttentionProblem problem;
      problem.shape = {.t_q = t, .t_k = t, .d = d, .d_v = d};
      problem.q = problem.k = problem.v = {numbers.data(), t * d, t * d, d};
      problem.score = attn::make_score("scaled_dot", {.d = d});
      problem.masks.resize(1);
      problem.masks[0].add(attn::make_mask(id, {.t_q = t, .t_k = t}));
      problem.executor = executor;
      //! [work]
      attn::Work work;
      problem.work = &work;
      attn::attention(problem, {.y = {y.data(), t * d, t * d, d}});
      const attn::Work predicted = attn::predicted_work(problem);  // the same numbers, and nothing is run for them
      //! [work]
      std::printf("%-8s %-8s %12" PRIu64 " %12" PRIu64 " %12" PRIu64 "\n", id,
                  executor == attn::Executor::kFlash ? "flash" : "sparse", work.pairs, work.scores, work.multiply_adds);
      exact = exact && predicted.multiply_adds == work.multiply_adds && predicted.pairs == work.pairs;
    }
  }
  return exact ? 0 : 1;
}
