// What attention means at its edges: rows that see nothing, NaN, overflow, nothing to attend to, and an
// observer that changes what it sees.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "problems.hpp"

using namespace attention_test;
using attn::Executor;
using attn::ScoreStage;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr Executor kAll[] = {Executor::kReference, Executor::kFlash, Executor::kSparse};

bool all(const std::vector<float>& x, auto&& holds) {
  for (const float v : x)
    if (!holds(v)) return false;
  return true;
}
bool is_finite(float x) { return std::isfinite(x); }
bool is_nan(float x) { return std::isnan(x); }
bool is_zero(float x) { return x == 0; }

/// Row i of head 0, batch 0.
std::vector<float> row(const std::vector<float>& y, std::size_t i, std::size_t width) {
  return {y.begin() + static_cast<std::ptrdiff_t>(i * width), y.begin() + static_cast<std::ptrdiff_t>((i + 1) * width)};
}
}  // namespace

TEST_CASE("a query that may see no key gives zeros, not NaN", "[attention]") {
  for (const Executor executor : kAll) {
    Twin twin({.t_q = 70, .t_k = 40, .mask = {.causal = true, .lower_right = true}}, 1);
    const std::vector<float> y = twin.run(executor).y;
    for (std::size_t i = 0; i < 30; ++i) CHECK(all(row(y, i, 8), is_zero));
    for (std::size_t i = 30; i < 70; ++i) CHECK_FALSE(all(row(y, i, 8), is_zero));
  }
}

TEST_CASE("what a masked key and value hold never reaches the result", "[attention]") {
  for (const Executor executor : kAll)
    for (const float poison : {static_cast<float>(NAN), kInf, -kInf}) {
      const std::size_t t = 100;
      Twin twin({.t_q = t, .t_k = t, .mask = {.causal = true}}, 2);
      const std::vector<float> clean = twin.run(executor).y;
      // Key 70 stands in a partly masked tile for queries 64 to 99; queries before 70 must not notice.
      for (std::size_t e = 0; e < 8; ++e) twin.oracle.k[70 * 8 + e] = twin.oracle.v[70 * 8 + e] = poison;
      const std::vector<float> y = twin.run(executor).y;
      for (std::size_t i = 0; i < 70; ++i) {
        const std::vector<float> got = row(y, i, 8), want = row(clean, i, 8);
        for (std::size_t e = 0; e < 8; ++e) REQUIRE(std::fabs(got[e] - want[e]) < 1e-6f);
      }
      // Those that see the key are poisoned, and say so.
      if (std::isnan(poison))
        for (std::size_t i = 70; i < t; ++i) REQUIRE(all(row(y, i, 8), is_nan));
    }
}

TEST_CASE("a key masked by a bias of -inf is not read either", "[attention]") {
  for (const Executor executor : kAll) {
    Twin twin({.t_q = 9, .t_k = 70}, 3);
    std::vector<float> bias(70, 0.25f);
    bias[5] = bias[66] = -kInf;
    twin.problem.bias = {bias.data(), 0, 0, 0};
    const std::vector<float> clean = twin.run(executor).y;
    for (const std::size_t j : {5, 66})
      for (std::size_t e = 0; e < 8; ++e) twin.oracle.k[j * 8 + e] = twin.oracle.v[j * 8 + e] = NAN;
    CHECK(worst_error(twin.run(executor).y, {clean.begin(), clean.end()}) < 1e-6);
  }
}

TEST_CASE("a NaN query poisons its own row and no other", "[attention]") {
  for (const Executor executor : kAll) {
    Twin twin({.t_q = 67, .t_k = 130}, 4);
    twin.oracle.q[66 * 8 + 3] = NAN;
    const std::vector<float> y = twin.run(executor).y;
    for (std::size_t i = 0; i < 66; ++i) REQUIRE(all(row(y, i, 8), is_finite));
    CHECK(all(row(y, 66, 8), is_nan));
  }
}

TEST_CASE("an unmasked NaN value poisons its own column of every row that sees it", "[attention]") {
  for (const Executor executor : kAll) {
    Twin twin({.t_q = 3, .t_k = 65, .mask = {.causal = true, .past = 62}}, 5);
    twin.oracle.v[63 * 8 + 2] = NAN;  // seen by queries 1 and 2
    const std::vector<float> y = twin.run(executor).y;
    CHECK(all(row(y, 0, 8), is_finite));
    for (std::size_t i = 1; i < 3; ++i)
      for (std::size_t e = 0; e < 8; ++e) CHECK(std::isnan(y[i * 8 + e]) == (e == 2));
  }
}

TEST_CASE("scores of plus and minus 1e4 and 1e30 do not overflow", "[attention]") {
  for (const Executor executor : kAll)
    for (const float scale : {1e4f, -1e4f, 1e30f, -1e30f}) {
      Twin twin({.h = 2, .g = 1, .t_q = 9, .t_k = 150, .scale = scale}, 6);
      const std::vector<float> y = twin.run(executor).y;
      INFO("scale " << scale);
      CHECK(all(y, is_finite));
      // The softmax is one-hot, or as good as: the largest score's value is what comes out. Ties and near ties
      // to float rounding are left to the bound, which the oracle's choice of a neighbour would break.
      CHECK(worst_error(y, reference::attention(twin.oracle).y) < (std::fabs(scale) > 1e5f ? 1e-6 : 0.02));
    }
}

TEST_CASE("the running maximum may grow or fall from tile to tile", "[attention]") {
  // Keys get longer (or shorter) tile by tile, so that flash has to bring older sums over to a new maximum, or none.
  for (const float growth : {3.0f, 0.3f}) {
    Twin twin({.t_q = 5, .t_k = 400, .d = 16, .d_v = 6}, 7);
    for (std::size_t j = 0; j < 400; ++j)
      for (std::size_t e = 0; e < 16; ++e)
        twin.oracle.k[j * 16 + e] *= std::pow(growth, static_cast<float>(j / 64)) * (growth > 1 ? 0.05f : 5.0f);
    const std::vector<double> want = reference::attention(twin.oracle).y;
    // Scores reach about 50 here, exact to 5e-6: so are the weights.
    CHECK(worst_error(twin.run(Executor::kReference).y, want) < 3e-5);
    CHECK(worst_error(twin.run(Executor::kFlash).y, want) < 3e-5);
  }
}

TEST_CASE("no queries, no keys and no batch are problems like any other", "[attention]") {
  for (const Executor executor : kAll) {
    CHECK(Twin({.t_q = 0, .t_k = 4}, 8).run(executor).y.empty());
    CHECK(all(Twin({.h = 2, .g = 2, .t_q = 4, .t_k = 0}, 8).run(executor).y, is_zero));
    CHECK(Twin({.t_q = 0, .t_k = 0}, 8).run(executor).y.empty());
    CHECK(Twin({.batch = 0, .t_q = 3, .t_k = 3}, 8).run(executor).y.empty());
    CHECK(all(Twin({.t_q = 4, .t_k = 0, .mask = {.causal = true, .padding = true, .bitmap = true}}, 8).run(executor).y,
              is_zero));
  }
}

TEST_CASE("query heads share key/value heads in consecutive groups", "[attention]") {
  for (const Executor executor : kAll) {
    Twin twin({.h = 6, .g = 2, .t_q = 2, .t_k = 1, .d = 4, .d_v = 1}, 9);
    twin.oracle.v = {10, 20};  // one key: whatever the query, its value comes out
    CHECK(twin.run(executor).y == std::vector<float>{10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20});
  }
}

TEST_CASE("views may be strided: heads interleaved as a projection leaves them", "[attention]") {
  const Setup setup{.batch = 2, .h = 4, .g = 2, .t_q = 70, .t_k = 70, .d = 8, .d_v = 8, .mask = {.causal = true}};
  Twin twin(setup, 10);
  const std::size_t t = 70, d = 8;
  // [batch, heads, t, d] to [batch, t, heads, d]
  const auto interleave = [&](const std::vector<float>& x, std::size_t heads) {
    std::vector<float> out(x.size());
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t n = 0; n < heads; ++n)
        for (std::size_t i = 0; i < t; ++i)
          for (std::size_t e = 0; e < d; ++e)
            out[((b * t + i) * heads + n) * d + e] = x[((b * heads + n) * t + i) * d + e];
    return out;
  };
  for (const Executor executor : kAll) {
    const std::vector<float> want = interleave(twin.run(executor).y, 4);
    const std::vector<float> q = interleave(twin.oracle.q, 4), k = interleave(twin.oracle.k, 2),
                             v = interleave(twin.oracle.v, 2);
    std::vector<float> y(q.size());
    twin.problem.q = {q.data(), t * 4 * d, d, 4 * d};
    twin.problem.k = {k.data(), t * 2 * d, d, 2 * d};
    twin.problem.v = {v.data(), t * 2 * d, d, 2 * d};
    attn::attention(twin.problem, {.y = {y.data(), t * 4 * d, d, 4 * d}, .scores = {}});
    CHECK(y == want);
  }
}

namespace {
/// Sends every query to key 0 where `scores` is set, else mutes head 1's pattern; counts its calls.
class Meddler : public attn::ScoreObserver {
 public:
  bool scores = false;
  std::size_t calls = 0;
  void on_scores(std::size_t, std::size_t head, std::span<float> matrix) override {
    calls += head + 1;
    for (std::size_t n = 0; scores && n < matrix.size(); ++n) matrix[n] = n % 5 == 0 ? 0 : -kInf;
  }
  void on_pattern(std::size_t, std::size_t head, std::span<float> matrix) override {
    calls += 10 * (head + 1);
    for (float& x : matrix) x = !scores && head == 1 ? 0 : x;
  }
};
}  // namespace

TEST_CASE("an observer sees each head once and what it writes is what is used", "[attention]") {
  Twin twin({.h = 2, .g = 2, .t_q = 3, .t_k = 5, .d = 4, .d_v = 2}, 11);
  const std::vector<float> untouched = twin.run(Executor::kReference).y;
  Meddler meddler;
  twin.problem.observer = &meddler;

  const std::vector<float> muted = twin.run(Executor::kReference).y;
  CHECK(meddler.calls == 33);
  CHECK(std::vector(muted.begin(), muted.begin() + 6) == std::vector(untouched.begin(), untouched.begin() + 6));
  CHECK(std::vector(muted.begin() + 6, muted.end()) == std::vector<float>(6, 0.0f));

  meddler.scores = true;
  const auto [sent, pattern] = twin.run(Executor::kReference, true);
  const std::vector<float>& v = twin.oracle.v;
  CHECK(sent == std::vector<float>{v[0], v[1], v[0], v[1], v[0], v[1], v[10], v[11], v[10], v[11], v[10], v[11]});
  for (std::size_t n = 0; n < pattern.size(); ++n) CHECK(pattern[n] == (n % 5 == 0 ? 1.0f : 0.0f));
}

TEST_CASE("flash gives the same bits whatever lies in the keys it may not see", "[attention]") {
  Twin twin({.t_q = 130, .t_k = 130, .mask = {.causal = true}}, 12);
  const std::vector<float> all_keys = twin.run(Executor::kFlash).y;
  for (std::size_t e = 100 * 8; e < 130 * 8; ++e) twin.oracle.k[e] = twin.oracle.v[e] = 5;
  const std::vector<float> changed = twin.run(Executor::kFlash).y;
  CHECK(std::vector(all_keys.begin(), all_keys.begin() + 800) == std::vector(changed.begin(), changed.begin() + 800));
}
