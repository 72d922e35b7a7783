// Every executor against the oracle, and against each other, over shapes x heads x masks x biases x softcap.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>

#include "problems.hpp"

using namespace attention_test;
using attn::Executor;
using attn::ScoreStage;

namespace {

constexpr std::uint64_t kSeed = 4242;

// With queries and keys of standard deviation 1 scores are of order 1, exact to about 1e-6, and so are
// the weights relative to themselves; y is a mean of values of order 1. Measured below; the bound leaves 5 times that.
constexpr double kTolerance = 5e-6;

struct Shape {
  std::size_t batch, h, g, t_q, t_k, d, d_v;
};
// Odd sizes and tails around the lanes (4, 8, 16) and the tile (64); t_q != t_k both ways; h / g = 1, 2, 3, 4 and
// multi-query.
constexpr Shape kShapes[] = {
    {1, 1, 1, 1, 1, 1, 1},     {1, 2, 2, 3, 3, 4, 5},    {2, 4, 2, 5, 7, 8, 8},      {3, 3, 1, 9, 6, 15, 17},
    {1, 8, 2, 1, 70, 16, 16},  {2, 6, 2, 13, 33, 7, 9},  {1, 4, 1, 64, 64, 16, 16},  {1, 2, 1, 65, 63, 17, 33},
    {1, 2, 2, 63, 129, 32, 3}, {1, 4, 4, 7, 200, 5, 64}, {2, 3, 3, 130, 66, 12, 31},
};

std::vector<MaskChoice> mask_choices(const Shape& shape) {
  std::vector<MaskChoice> masks{
      {},
      {.causal = true},
      {.causal = true, .lower_right = true},
      {.padding = true},
      {.bitmap = true},
      {.causal = true, .past = 3, .padding = true},
      {.causal = true, .lower_right = true, .padding = true, .bitmap = true},
  };
  if (shape.t_k > shape.t_q) masks.push_back({.causal = true, .past = shape.t_k - shape.t_q});
  return masks;
}

/// f(setup, seed) over the whole space.
template <class F>
void product_space(F&& f) {
  std::uint64_t seed = kSeed;
  for (const Shape& s : kShapes)
    for (const MaskChoice& mask : mask_choices(s))
      for (const auto bias : {Setup::Bias::kNone, Setup::Bias::kFull, Setup::Bias::kOverHeads, Setup::Bias::kOverRows})
        for (const float softcap : {0.0f, 2.5f}) {
          const Setup setup{s.batch, s.h, s.g, s.t_q, s.t_k, s.d, s.d_v, mask, bias, softcap};
          f(setup, ++seed);
        }
}

}  // namespace

TEST_CASE("all executors agree with double precision and with each other over the product space", "[attention]") {
  double reference_error = 0, flash_error = 0, sparse_error = 0, between = 0;
  std::size_t count = 0;
  product_space([&](const Setup& setup, std::uint64_t seed) {
    Twin twin(setup, seed);
    INFO(setup.name() << ", seed " << seed);
    const std::vector<double> want = reference::attention(twin.oracle).y;
    const std::vector<float> plain = twin.run(Executor::kReference).y, flash = twin.run(Executor::kFlash).y;
    const double sparse_off = worst_error(twin.run(Executor::kSparse).y, want);
    REQUIRE(sparse_off <= kTolerance);
    sparse_error = std::max(sparse_error, sparse_off);
    const double plain_off = worst_error(plain, want), flash_off = worst_error(flash, want);
    const double apart = worst_error(flash, std::vector<double>(plain.begin(), plain.end()));
    REQUIRE(plain_off <= kTolerance);
    REQUIRE(flash_off <= kTolerance);
    REQUIRE(apart <= kTolerance);
    reference_error = std::max(reference_error, plain_off);
    flash_error = std::max(flash_error, flash_off);
    between = std::max(between, apart);
    ++count;
  });
  std::printf(
      "\n%zu attention problems: error of reference %.1e, of flash %.1e, of sparse %.1e, between them %.1e (bound "
      "%.0e)\n",
      count, reference_error, flash_error, sparse_error, between, kTolerance);
  CHECK(count > 600);
}

TEST_CASE("every stage of the scores agrees with double precision over the product space", "[attention]") {
  double worst = 0;
  product_space([&](const Setup& setup, std::uint64_t seed) {
    if (setup.t_q > 64 || setup.t_k > 70) return;  // the stages know nothing of tiles
    Twin twin(setup, seed);
    INFO(setup.name() << ", seed " << seed);
    const auto want = reference::attention(twin.oracle).stages;
    for (const ScoreStage stage :
         {ScoreStage::kScaled, ScoreStage::kSoftcapped, ScoreStage::kMasked, ScoreStage::kPattern}) {
      const std::vector<float> got = twin.run(Executor::kReference, true, stage).scores;
      const double error = worst_error(got, want[static_cast<std::size_t>(stage)]);
      INFO("stage " << static_cast<int>(stage));
      REQUIRE(error <= kTolerance);
      worst = std::max(worst, error);
    }
  });
  std::printf("\nscore stages: largest error %.1e\n", worst);
}

TEST_CASE("rows of the pattern sum to 1 or, where no key is seen, are all 0, and masked weights are exactly 0",
          "[attention]") {
  std::size_t blind_rows = 0;
  product_space([&](const Setup& setup, std::uint64_t seed) {
    if (setup.t_q > 64) return;
    Twin twin(setup, seed);
    INFO(setup.name() << ", seed " << seed);
    const std::vector<double> masked = reference::attention(twin.oracle).stages[2];
    const auto [y, pattern] = twin.run(Executor::kReference, true);
    const std::vector<float> flash = twin.run(Executor::kFlash).y;
    for (std::size_t row = 0; row < pattern.size() / setup.t_k; ++row) {
      double total = 0;
      bool sees = false;
      for (std::size_t j = row * setup.t_k; j < (row + 1) * setup.t_k; ++j) {
        total += static_cast<double>(pattern[j]);
        if (std::isinf(masked[j]))
          REQUIRE(pattern[j] == 0);
        else
          sees = true;
      }
      if (sees) {
        REQUIRE(std::fabs(total - 1) < 1e-6);
        continue;
      }
      REQUIRE(total == 0);
      ++blind_rows;
      for (std::size_t e = row * setup.d_v; e < (row + 1) * setup.d_v; ++e) {
        REQUIRE(y[e] == 0);
        REQUIRE(flash[e] == 0);
      }
    }
  });
  CHECK(blind_rows > 100);
}
