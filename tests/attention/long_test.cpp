// A long text: 65,536 tokens, one head of 64, a local window of 256. Natively and as wasm.
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "attention/cost.hpp"
#include "problems.hpp"
#include "support/worst.hpp"

using attn::Executor;

namespace {

constexpr std::size_t kTokens = 65536, kWidth = 64, kWindow = 256;

/// y of row i in double, from what the window is said to be.
std::vector<double> exact_row(const std::vector<float>& q, const std::vector<float>& k, const std::vector<float>& v,
                              std::size_t i) {
  const std::size_t first = i < kWindow ? 0 : i + 1 - kWindow;
  reference::Attention in{.t_q = 1, .t_k = i + 1 - first, .d = kWidth, .d_v = kWidth, .scale = 0.125};
  const auto rows = [](const std::vector<float>& x, std::size_t from, std::size_t to) {
    return std::vector<float>(x.begin() + static_cast<std::ptrdiff_t>(from * kWidth),
                              x.begin() + static_cast<std::ptrdiff_t>(to * kWidth));
  };
  in.q = rows(q, i, i + 1), in.k = rows(k, first, i + 1), in.v = rows(v, first, i + 1);
  return reference::attention(in).y;
}

}  // namespace

TEST_CASE("65,536 tokens under a window of 256: sparse is flash, both are exact, within 128 MB", "[attention][long]") {
  reference::Random random(65536);
  // Uniform numbers: this many normal ones would take longer to draw than to attend to.
  std::vector<float> q(kTokens * kWidth), k(q.size()), v(q.size()), y(q.size());
  for (std::vector<float>* numbers : {&q, &k, &v})
    for (float& x : *numbers) x = random.uniform(-1.7F, 1.7F);  // standard deviation 1
  attn::AttentionProblem problem;
  problem.shape = {.t_q = kTokens, .t_k = kTokens, .d = kWidth, .d_v = kWidth};
  problem.q = {q.data(), 0, 0, kWidth}, problem.k = {k.data(), 0, 0, kWidth}, problem.v = {v.data(), 0, 0, kWidth};
  problem.score = attn::make_score("scaled_dot", {kWidth});
  const attn::ItemSpec window{"local", {{"window", static_cast<double>(kWindow)}}};
  problem.masks = {attn::MaskSet().add(attn::make_mask(window, {kTokens, kTokens}))};

  std::vector<std::size_t> sample = {0, 1, 63, 64, 255, 256, 257, 319, 320, kTokens - 65, kTokens - 64, kTokens - 1};
  while (sample.size() < 100) sample.push_back(random.below(kTokens));
  double worst = 0, apart = 0;
  float first_sum = 0;
  std::vector<float> check;  // every 61st number of flash's y: a second y whole would not fit beside it
  for (const Executor executor : {Executor::kFlash, Executor::kSparse}) {
    problem.executor = executor;
    attn::Work work;
    problem.work = &work;
    std::fill(y.begin(), y.end(), 777.0F);
    const auto start = std::chrono::steady_clock::now();
    attn::attention(problem, {.y = {y.data(), 0, 0, kWidth}, .scores = {}});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    for (const std::size_t i : sample) {
      const std::vector<float> row(y.begin() + static_cast<std::ptrdiff_t>(i * kWidth),
                                   y.begin() + static_cast<std::ptrdiff_t>((i + 1) * kWidth));
      worst = attn::testing::worse(worst, attention_test::worst_error(row, exact_row(q, k, v, i)));
    }
    for (std::size_t n = 0, at = 0; n < y.size(); n += 61, ++at) {
      if (executor == Executor::kFlash)
        check.push_back(y[n]);
      else
        apart = attn::testing::worse(apart, static_cast<double>(std::fabs(y[n] - check[at])));
    }
    first_sum += y[0];
    std::printf("\n%zu tokens, executor %d: %.0f ms, %llu scores, %zu bytes of buffers\n", kTokens,
                static_cast<int>(executor), took.count(), static_cast<unsigned long long>(work.scores),
                work.peak_bytes);
    CHECK(work.pairs == kTokens * kWindow - kWindow * (kWindow - 1) / 2);
    CHECK(work.scores < kTokens * (kWindow + 2 * 64));  // neither looks at what the window does not reach
    CHECK(work.peak_bytes < std::size_t{1} << 20U);
    CHECK(attn::predicted_work(problem).scores == work.scores);
  }
  CHECK(worst < 5e-6);
  CHECK(apart < 5e-6);
  CHECK(first_sum == 2 * v[0]);  // query 0 sees one key
#ifdef __wasm__
  const std::size_t pages = __builtin_wasm_memory_size(0);  // of 64 KiB; memory never shrinks
  std::printf("memory: %zu MiB\n", pages / 16);
  CHECK(pages * 65536 <= 128'000'000);
#endif
}

TEST_CASE("flash is exact over all of 65,536 keys, in memory that grows with their number alone", "[attention][long]") {
  // All pairs of 65,536 tokens would take minutes: the last tile of queries, which sees most, stands for the others.
  const std::size_t t = kTokens, rows = 64, d = 16;
  reference::Random random(8192);
  std::vector<float> q(rows * d), k(t * d), v(t * d), y(rows * d);
  for (std::vector<float>* numbers : {&q, &k, &v})
    for (float& x : *numbers) x = random.uniform(-1.7F, 1.7F);
  attn::AttentionProblem problem;
  problem.shape = {.t_q = rows, .t_k = t, .d = d, .d_v = d};
  problem.q = {q.data(), 0, 0, d}, problem.k = {k.data(), 0, 0, d}, problem.v = {v.data(), 0, 0, d};
  problem.score = attn::make_score("scaled_dot", {d});
  const attn::MaskParams around = attn::causal_params(attn::CausalAlignment::kLowerRight, rows, t);
  problem.masks = {attn::MaskSet().add(attn::make_mask("causal", around))};
  problem.executor = Executor::kFlash;
  attn::Work work;
  problem.work = &work;
  attn::attention(problem, {.y = {y.data(), 0, 0, d}, .scores = {}});
  for (const std::size_t i : {std::size_t{0}, rows - 1}) {
    const auto seen = static_cast<std::ptrdiff_t>((t - rows + i + 1) * d), at = static_cast<std::ptrdiff_t>(i * d);
    reference::Attention in{.t_q = 1, .t_k = t - rows + i + 1, .d = d, .d_v = d, .scale = 0.25};
    in.q.assign(q.begin() + at, q.begin() + at + static_cast<std::ptrdiff_t>(d));
    in.k.assign(k.begin(), k.begin() + seen), in.v.assign(v.begin(), v.begin() + seen);
    const std::vector<float> got(y.begin() + at, y.begin() + at + static_cast<std::ptrdiff_t>(d));
    CHECK(attention_test::worst_error(got, reference::attention(in).y) < 5e-6);
  }
  CHECK(work.peak_bytes < t);
}
