// Mixture of experts against plain loops in double.
#include "nn/moe.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "reference/random.hpp"
#include "support/errors.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

struct Logits {
  std::size_t t, experts;
  std::vector<float> data;
  Logits(std::size_t tokens, std::size_t count, std::uint64_t seed)
      : t(tokens), experts(count), data(reference::Random(seed).normals(tokens * count)) {}
  [[nodiscard]] simd::ConstMatrix matrix() const { return {data.data(), t, experts, experts}; }
};

/// Experts by rank, most probable first, found by counting who is ahead.
std::vector<std::size_t> ranked(const float* logits, std::size_t experts) {
  std::vector<std::size_t> order(experts);
  for (std::size_t e = 0; e < experts; ++e) {
    std::size_t ahead = 0;
    for (std::size_t f = 0; f < experts; ++f) ahead += logits[f] > logits[e] || (logits[f] == logits[e] && f < e);
    order[ahead] = e;
  }
  return order;
}

struct Experts {
  std::size_t c, m;
  std::vector<std::vector<float>> gate, up, down;  ///< [m, c], [m, c], [c, m] of each
  std::vector<GatedExpert> made;

  Experts(std::size_t count, std::size_t width, std::size_t hidden, std::uint64_t seed) : c(width), m(hidden) {
    reference::Random random(seed);
    for (std::size_t e = 0; e < count; ++e) {
      gate.push_back(random.normals(m * c)), up.push_back(random.normals(m * c)), down.push_back(random.normals(c * m));
      made.push_back({Linear(gate[e], {}, m, c), Linear(up[e], {}, m, c), Linear(down[e], {}, c, m)});
    }
  }
  [[nodiscard]] double oracle(std::size_t e, const float* x, std::size_t out) const {
    double y = 0;
    for (std::size_t n = 0; n < m; ++n) {
      double g = 0, u = 0;
      for (std::size_t k = 0; k < c; ++k) g += double{gate[e][n * c + k]} * x[k], u += double{up[e][n * c + k]} * x[k];
      y += double{down[e][out * m + n]} * (g / (1 + std::exp(-g))) * u;
    }
    return y;
  }
};

}  // namespace

TEST_CASE("a token goes to its most probable experts, its gates their probabilities") {
  for (const std::size_t experts : {1U, 2U, 5U, 8U, 9U, 17U})
    for (const std::size_t top_k : {std::size_t{1}, (experts + 1) / 2, experts})
      for (const bool normalised : {false, true}) {
        INFO(top_k << " of " << experts << (normalised ? ", normalised" : ""));
        const Logits logits(13, experts, experts);
        const Routing routing = route(logits.matrix(), top_k, normalised);
        std::vector<double> load(experts), importance(experts), mean(experts);
        double worst = 0;
        for (std::size_t i = 0; i < logits.t; ++i) {
          const float* row = logits.data.data() + i * experts;
          const std::vector<std::size_t> order = ranked(row, experts);
          double all = 0, kept = 0;
          for (std::size_t e = 0; e < experts; ++e) all += std::exp(double{row[e]});
          for (std::size_t n = 0; n < top_k; ++n) kept += std::exp(double{row[order[n]]});
          for (std::size_t e = 0; e < experts; ++e) {
            const double p = std::exp(double{row[e]}) / all;
            mean[e] += p / 13;
            worst = testing::worse(worst, std::fabs(p - double{routing.probabilities[i * experts + e]}));
          }
          for (std::size_t n = 0; n < top_k; ++n) {
            CHECK(routing.chosen[i * top_k + n] == order[n]);
            const double gate = std::exp(double{row[order[n]]}) / (normalised ? kept : all);
            worst = testing::worse(worst, std::fabs(gate - double{routing.gates[i * top_k + n]}));
            load[order[n]] += 1;
            importance[order[n]] += gate;
          }
        }
        double loss = 0;
        for (std::size_t e = 0; e < experts; ++e) {
          CHECK(routing.load[e] == load[e]);
          worst = testing::worse(worst, std::fabs(importance[e] - double{routing.importance[e]}) / 13);
          loss += static_cast<double>(experts) * load[e] / (13 * static_cast<double>(top_k)) * mean[e];
        }
        CHECK(worst < 1e-6);
        CHECK(std::fabs(routing.balancing_loss - loss) < 1e-6);
      }
}

TEST_CASE("the balancing loss is 1 where tokens spread evenly and E where one expert takes them all") {
  const std::size_t experts = 4;
  std::vector<float> even(16), same(16);
  for (std::size_t i = 0; i < 4; ++i) even[i * experts + i] = 50, same[i * experts + 2] = 50;
  CHECK(std::fabs(route({even.data(), 4, experts, experts}, 1, false).balancing_loss - 1) < 1e-6);
  CHECK(std::fabs(route({same.data(), 4, experts, experts}, 1, false).balancing_loss - 4) < 1e-6);
  CHECK(route({same.data(), 0, experts, experts}, 1, false).balancing_loss == 0);
}

TEST_CASE("of equal logits the expert with the lower number is chosen, and none twice") {
  const std::vector<float> logits(6, 0.25F);
  CHECK(route({logits.data(), 1, 6, 6}, 4, true).chosen == std::vector<std::uint32_t>{0, 1, 2, 3});
}

TEST_CASE("a NaN among a token's logits stays with that token") {
  Logits clean(3, 5, 11), poisoned = clean;
  poisoned.data[5 + 2] = std::numeric_limits<float>::quiet_NaN();
  const Routing a = route(clean.matrix(), 2, true), b = route(poisoned.matrix(), 2, true);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t n = 0; n < 2; ++n) {
      CHECK(b.chosen[i * 2 + n] < 5);
      if (i == 1)
        CHECK(std::isnan(b.gates[i * 2 + n]));
      else
        CHECK(b.gates[i * 2 + n] == a.gates[i * 2 + n]);
    }
  CHECK(b.chosen[2] != b.chosen[3]);
}

TEST_CASE("the output of experts is the gated sum of the chosen ones") {
  for (const std::size_t c : {1U, 4U, 7U, 9U, 17U})
    for (const std::size_t m : {1U, 5U, 16U}) {
      const std::size_t t = 11, count = 5, top_k = 2, stride = c + 3;
      const Experts experts(count, c, m, 21);
      const Routing routing = route(Logits(t, count, 22).matrix(), top_k, true);
      const std::vector<float> x = reference::Random(23).normals(t * stride);
      std::vector<float> y(t * stride, 777);
      const std::uint64_t work =
          run_experts({x.data(), t, c, stride}, routing, experts.made, Activation::kSilu, {y.data(), t, c, stride});
      CHECK(work == 3 * t * top_k * c * m);
      double worst = 0, most = 1;
      for (std::size_t i = 0; i < t; ++i) {
        for (std::size_t out = 0; out < c; ++out) {
          double want = 0;
          for (std::size_t n = 0; n < top_k; ++n)
            want += double{routing.gates[i * top_k + n]} *
                    experts.oracle(routing.chosen[i * top_k + n], x.data() + i * stride, out);
          worst = testing::worse(worst, std::fabs(want - double{y[i * stride + out]}));
          most = std::fmax(most, std::fabs(want));
        }
        for (std::size_t n = c; n < stride; ++n) CHECK(y[i * stride + n] == 777);
      }
      INFO("c " << c << ", m " << m);
      CHECK(worst / most < 3e-6);  // three products of up to 17 terms
    }
}

TEST_CASE("an expert sees only the tokens that chose it") {
  const Experts experts(3, 4, 6, 31);
  const std::vector<float> logits = {9, 0, 0, 0, 9, 0};  // token 0 to expert 0, token 1 to expert 1
  const Routing routing = route({logits.data(), 2, 3, 3}, 1, true);
  std::vector<float> x = reference::Random(32).normals(8), y(8), poisoned(8);
  run_experts({x.data(), 2, 4, 4}, routing, experts.made, Activation::kSilu, {y.data(), 2, 4, 4});
  x[1] = std::numeric_limits<float>::quiet_NaN();
  run_experts({x.data(), 2, 4, 4}, routing, experts.made, Activation::kSilu, {poisoned.data(), 2, 4, 4});
  for (std::size_t n = 0; n < 4; ++n) {
    CHECK(std::isnan(poisoned[n]));
    CHECK(poisoned[4 + n] == y[4 + n]);
  }
}

TEST_CASE("routing and experts that do not fit are errors that name the numbers") {
  const Logits logits(2, 3, 41);
  ATTN_CHECK_ERROR([&] { route(logits.matrix(), 0, true); }, ErrorCode::kBadArgument, "choose 0 of 3");
  ATTN_CHECK_ERROR([&] { route(logits.matrix(), 4, true); }, ErrorCode::kBadArgument, "choose 4 of 3");
  const Routing routing = route(logits.matrix(), 1, true);
  const Experts two(2, 4, 6, 42), wide(3, 5, 6, 43);
  std::vector<float> x(8), y(8);
  const auto run_with = [&](const Experts& experts) {
    run_experts({x.data(), 2, 4, 4}, routing, experts.made, Activation::kSilu, {y.data(), 2, 4, 4});
  };
  ATTN_CHECK_ERROR([&] { run_with(two); }, ErrorCode::kBadArgument, "2 experts", "of 3 experts");
  ATTN_CHECK_ERROR([&] { run_with(wide); }, ErrorCode::kBadArgument, "expert 0", "[6, 5]", "width 4");
}
