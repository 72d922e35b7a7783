// Sampling: each option against a calculation by hand, and draws that are the same everywhere.
#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <limits>

#include "model/sampling.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;

/// Chances by id.
std::vector<float> chances(const std::vector<float>& logits, const SamplingOptions& options, const Ids& history = {}) {
  std::vector<float> by_id(logits.size());
  for (const Candidate& candidate : distribution(logits, options, history)) {
    by_id[static_cast<std::size_t>(candidate.id)] = candidate.chance;
  }
  return by_id;
}

bool close(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t n = 0; n < a.size(); ++n) {
    if (std::fabs(a[n] - b[n]) > 1e-6F) return false;
  }
  return true;
}

/// Logits whose softmax is 1/2, 1/4, 1/8, 1/8, shifted so that some are negative.
const std::vector<float> kHalves = {std::log(0.5F) + 1.5F, std::log(0.25F) + 1.5F, std::log(0.125F) + 1.5F,
                                    std::log(0.125F) + 1.5F};

SamplingOptions with(void (*set)(SamplingOptions&)) {
  SamplingOptions options;
  set(options);
  return options;
}

}  // namespace

TEST_CASE("without options the chances are the softmax") {
  CHECK(close(chances(kHalves, {}), {0.5F, 0.25F, 0.125F, 0.125F}));
}

TEST_CASE("temperature takes the root of the odds") {
  const float total = std::sqrt(8.0F) / 4 + 0.5F + 2 * std::sqrt(2.0F) / 4;  // sqrt of 1/2, 1/4, 1/8, 1/8
  CHECK(close(chances(kHalves, with([](auto& o) { o.temperature = 2; })),
              {std::sqrt(0.5F) / total, 0.5F / total, std::sqrt(0.125F) / total, std::sqrt(0.125F) / total}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.temperature = 1e-30F; })), {1, 0, 0, 0}));
}

TEST_CASE("top-k keeps exactly k, and of equals the smaller id") {
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_k = 2; })), {2.0F / 3, 1.0F / 3, 0, 0}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_k = 3; })), {4.0F / 7, 2.0F / 7, 1.0F / 7, 0}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_k = 100; })), {0.5F, 0.25F, 0.125F, 0.125F}));
}

TEST_CASE("top-p keeps the smallest set that reaches p, and always the likeliest") {
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_p = 0.7F; })), {2.0F / 3, 1.0F / 3, 0, 0}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_p = 0.8F; })), {4.0F / 7, 2.0F / 7, 1.0F / 7, 0}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_p = 1e-9F; })), {1, 0, 0, 0}));
}

TEST_CASE("top-p measures what top-k left") {
  // Of 2/3 and 1/3, 2/3 already reaches 0.6; of the whole, 1/2 would not.
  CHECK(close(chances(kHalves, with([](auto& o) { o.top_k = 2, o.top_p = 0.6F; })), {1, 0, 0, 0}));
}

TEST_CASE("min-p drops what is small beside the likeliest") {
  CHECK(close(chances(kHalves, with([](auto& o) { o.min_p = 0.3F; })), {2.0F / 3, 1.0F / 3, 0, 0}));
  CHECK(close(chances(kHalves, with([](auto& o) { o.min_p = 1; })), {1, 0, 0, 0}));
}

TEST_CASE("the repetition penalty divides positive and multiplies negative logits, once an id") {
  const std::vector<float> logits = {2, -1, 0};
  const float total = std::exp(1.0F) + std::exp(-2.0F) + 1;  // 2 / 2, -1 * 2, and 0 untouched
  CHECK(close(chances(logits, with([](auto& o) { o.repetition_penalty = 2; }), {0, 1, 1, 0}),
              {std::exp(1.0F) / total, std::exp(-2.0F) / total, 1 / total}));
}

TEST_CASE("greedy takes the largest logit, of equals the smaller id, after the penalty") {
  const SamplingOptions greedy = with([](auto& o) { o.greedy = true; });
  CHECK(close(chances({1, 3, 3, 2}, greedy), {0, 1, 0, 0}));
  CHECK(Sampler(greedy).next(std::vector<float>{-5, -7, -5}, Ids{}) == 0);
  CHECK(Sampler(with([](auto& o) {
          o.greedy = true, o.repetition_penalty = 2;
        })).next(std::vector<float>{3, 2}, Ids{0}) == 1);
}

TEST_CASE("candidates come by chance, then probability, then id, with the model's own numbers") {
  const auto all = distribution(kHalves, with([](auto& o) { o.top_k = 1; }), {});
  REQUIRE(all.size() == 4);
  for (std::int32_t n = 0; n < 4; ++n) CHECK(all[static_cast<std::size_t>(n)].id == n);
  CHECK(all[0].chance == 1);
  CHECK(all[1].chance == 0);
  CHECK(std::fabs(all[1].probability - 0.25F) < 1e-6F);
  CHECK(all[1].logit == kHalves[1]);
}

TEST_CASE("masked logits of -inf have no chance") {
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(close(chances({-inf, 0, -inf, 0}, {}), {0, 0.5F, 0, 0.5F}));
  CHECK(Sampler({}).next(std::vector<float>{-inf, -inf, 4, -inf}, Ids{}) == 2);
}

TEST_CASE("draws are pinned: the same ids for the same seed, natively and as wasm") {
  // Expected from an independent Mersenne Twister and softmax in Python.
  const std::vector<float> logits = {0.5F, 2.0F, -1.0F, 1.25F, 0.0F, -3.0F, 1.75F, 0.25F};
  const auto draws = [&](const SamplingOptions& options) {
    Sampler sampler(options);
    Ids ids;
    for (int n = 0; n < 24; ++n) ids.push_back(sampler.next(logits, ids));
    return ids;
  };
  CHECK(draws(with([](auto& o) { o.seed = 42; })) ==
        Ids{6, 4, 6, 1, 6, 1, 3, 1, 1, 1, 0, 3, 6, 4, 6, 7, 6, 3, 0, 0, 6, 1, 1, 1});
  CHECK(draws(with([](auto& o) { o.temperature = 0.5F; })) ==
        Ids{1, 7, 1, 3, 1, 1, 3, 1, 6, 6, 1, 3, 6, 1, 1, 1, 6, 6, 3, 1, 1, 3, 3, 1});
}

TEST_CASE("draws follow the chances") {
  SamplingOptions options;
  options.seed = 7;
  Sampler sampler(options);
  std::array<double, 4> counts{};
  constexpr double kDraws = 20000;
  for (int n = 0; n < kDraws; ++n) counts[static_cast<std::size_t>(sampler.next(kHalves, Ids{}))] += 1;
  double chi_square = 0;
  for (std::size_t id = 0; id < 4; ++id) {
    const double expected = kDraws * std::array{0.5, 0.25, 0.125, 0.125}[id];
    chi_square += (counts[id] - expected) * (counts[id] - expected) / expected;
  }
  CHECK(chi_square < 16.27);  // 3 degrees of freedom, p = 0.001; the seed is fixed
}

TEST_CASE("options out of range are refused by name and value") {
  const auto refuse = [](void (*set)(SamplingOptions&), const std::string& name, const std::string& value) {
    ATTN_CHECK_ERROR([&] { Sampler{with(set)}; }, ErrorCode::kBadArgument, name, value);
    ATTN_CHECK_ERROR([&] { distribution(kHalves, with(set), {}); }, ErrorCode::kBadArgument, name, value);
  };
  refuse([](auto& o) { o.temperature = 0; }, "temperature is 0;", "greedy");
  refuse([](auto& o) { o.temperature = -1.5F; }, "temperature", "-1.5");
  refuse([](auto& o) { o.temperature = NAN; }, "temperature", "nan");
  refuse([](auto& o) { o.temperature = INFINITY; }, "temperature", "inf");
  refuse([](auto& o) { o.top_p = 0; }, "top_p", "0");
  refuse([](auto& o) { o.top_p = 1.5F; }, "top_p", "1.5");
  refuse([](auto& o) { o.min_p = -0.25F; }, "min_p", "-0.25");
  refuse([](auto& o) { o.min_p = NAN; }, "min_p", "nan");
  refuse([](auto& o) { o.repetition_penalty = 0; }, "repetition_penalty", "0");
}

TEST_CASE("logits that are NaN, infinite, all -inf or absent are refused, and so is a foreign history") {
  const float inf = std::numeric_limits<float>::infinity();
  ATTN_CHECK_ERROR([] { Sampler({}).next(std::vector<float>{0, NAN}, Ids{}); }, ErrorCode::kNotFinite, "token 1",
                   "NaN");
  ATTN_CHECK_ERROR([&] { Sampler({}).next(std::vector<float>{inf, 0}, Ids{}); }, ErrorCode::kNotFinite, "token 0");
  ATTN_CHECK_ERROR([&] { Sampler({}).next(std::vector<float>{-inf, -inf}, Ids{}); }, ErrorCode::kNotFinite, "-inf");
  ATTN_CHECK_ERROR([] { Sampler({}).next(std::vector<float>{}, Ids{}); }, ErrorCode::kBadArgument, "no logits");
  ATTN_CHECK_ERROR([] { distribution(kHalves, {}, Ids{4}); }, ErrorCode::kBadArgument, "4", "history");
}
