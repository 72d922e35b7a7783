// Causal attention of two heads over three tokens, with the weights on show: what a user of the package writes.
#include <attn/attention/contract.hpp>
#include <attn/base/error.hpp>
#include <cmath>
#include <cstdio>
#include <vector>

int main() {
  constexpr std::size_t t = 3, h = 2, d = 2;
  // q, k, v [h, t, d] row-major
  const std::vector<float> q{1, 0, 0, 1, 1, 1, 2, 0, 0, 2, 2, 2};
  const std::vector<float> k{1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1};
  const std::vector<float> v{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  std::vector<float> y(h * t * d), pattern(h * t * t);

  attn::AttentionProblem problem;
  problem.shape = {.batch = 1, .h = h, .g = h, .t_q = t, .t_k = t, .d = d, .d_v = d};
  problem.q = {q.data(), h * t * d, t * d, d};
  problem.k = {k.data(), h * t * d, t * d, d};
  problem.v = {v.data(), h * t * d, t * d, d};
  problem.score = attn::make_score("scaled_dot", {.d = d});
  problem.masks.resize(1);
  problem.masks[0].add(attn::make_mask("causal", {.t_q = t, .t_k = t}));

  try {
    attn::attention(problem, {.y = {y.data(), h * t * d, t * d, d},
                              .scores = {pattern.data(), h * t * t, t * t, t},
                              .stage = attn::ScoreStage::kPattern});
  } catch (const attn::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }

  for (std::size_t head = 0; head < h; ++head) {
    std::printf("head %zu\n", head);
    for (std::size_t i = 0; i < t; ++i) {
      const float* row = &pattern[(head * t + i) * t];
      std::printf("  token %zu attends %.3f %.3f %.3f\n", i, row[0], row[1], row[2]);
      // A row is a distribution over what the causal mask lets it see.
      if (std::fabs(row[0] + row[1] + row[2] - 1) > 1e-5F || (i == 0 && row[1] != 0)) return 1;
    }
  }
  return 0;
}
