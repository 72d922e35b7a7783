// One attention, three executors: they agree to rounding. Exits with 1 where they do not.
#include <attn/attention/contract.hpp>
#include <attn/mechanisms/difference.hpp>
#include <cstdio>
#include <random>
#include <vector>

//! [problem]
constexpr std::size_t h = 4, g = 2, t = 100, d = 16;  // two query heads share each key/value head

std::vector<float> normal(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> draw;
  std::vector<float> numbers(count);
  for (float& number : numbers) number = draw(random);
  return numbers;
}

/// A dense row-major [heads, t, d]: the strides of batch, head and row count floats.
template <class T>
attn::HeadsView<T> dense(T* data, std::size_t heads) {
  return {data, heads * t * d, t * d, d};
}

attn::AttentionProblem causal_problem(const std::vector<float>& q, const std::vector<float>& k,
                                      const std::vector<float>& v) {
  attn::AttentionProblem problem;
  problem.shape = {.batch = 1, .h = h, .g = g, .t_q = t, .t_k = t, .d = d, .d_v = d};
  problem.q = dense(q.data(), h);
  problem.k = dense(k.data(), g);
  problem.v = dense(v.data(), g);
  problem.score = attn::make_score("scaled_dot", {.d = d});  // q k^T / sqrt(d)
  problem.masks.resize(1);                                   // one for every item of the batch
  problem.masks[0].add(attn::make_mask("causal", {.t_q = t, .t_k = t}));
  return problem;
}
//! [problem]

int main() {
  const auto q = normal(h * t * d, 1), k = normal(g * t * d, 2), v = normal(g * t * d, 3);
  attn::AttentionProblem problem = causal_problem(q, k, v);
  std::vector<float> reference;
  double largest = 0;
  //! [executors]
  for (const char* id : {"reference", "flash", "sparse"}) {
    problem.executor = attn::executor_from_id(id);
    std::vector<float> y(h * t * d);
    attn::attention(problem, {.y = dense(y.data(), h)});
    if (reference.empty()) reference = y;
    const attn::Difference apart = attn::difference(reference, y, d);
    std::printf("%-9s  largest difference %.1e\n", id, apart.max_abs);
    if (apart.max_abs > largest) largest = apart.max_abs;
  }
  //! [executors]
  return largest < 1e-5 ? 0 : 1;
}
