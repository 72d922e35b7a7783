// Hierarchical attention against a double-precision oracle, under several masks.
#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <limits>

#include "operator_problems.hpp"
#include "support/errors.hpp"

using namespace mechanisms_test;
using attn::ErrorCode;

namespace {

// As softmax attention: exp to 1e-6, sums of some dozen terms.
constexpr double kTolerance = 1e-5;

void cut_into_segments(OperatorProblem& p, std::size_t length) {
  for (std::size_t j = 0; j < p.sizes.t_k; ++j) p.segments.push_back(static_cast<std::int32_t>(j / length) - 1);
}

auto oracle_of(const OperatorProblem& p, double softcap = 0) {
  return [&p, softcap](const reference::Head& head, auto, auto) {
    return reference::hierarchical(head, p.segments, {}, softcap);
  };
}

}  // namespace

TEST_CASE("hierarchical attention is a softmax over words, then over sentences", "[hierarchical]") {
  for (const Sizes& sizes : odd_sizes())
    for (const std::size_t length : {1U, 3U, 4U, 50U}) {
      INFO(name_of(sizes) << ", sentences of " << length);
      OperatorProblem full(sizes, 201);
      cut_into_segments(full, length);
      full.run("hierarchical");
      CHECK(full.error(sees_all, oracle_of(full)) < kTolerance);
      OperatorProblem causal(sizes, 202);
      cut_into_segments(causal, length);
      causal.set_causal();
      causal.problem.softcap = 0.7F;
      causal.run("hierarchical");
      CHECK(causal.error(sees_past, oracle_of(causal, 0.7F)) < kTolerance);
      CHECK(causal.matrix_error() < kTolerance);
    }
}

TEST_CASE("hierarchical attention keeps any mask, and segments that are not neighbours", "[hierarchical]") {
  OperatorProblem p({2, 2, 1, 9, 11, 6, 5, 1}, 203);
  p.segments = {7, 7, -3, 7, 0, 0, -3, -3, 7, 5, 0};
  p.set_mask({"local", {{"window", 3}, {"sides", 2}}});
  p.kind = attn::OperatorParams::Mask::kOther;
  p.run("hierarchical");
  const auto near = [](std::ptrdiff_t i, std::ptrdiff_t j) { return i - j < 3 && j - i < 3; };
  CHECK(p.error(near, oracle_of(p)) < kTolerance);
  CHECK(p.matrix_error() < kTolerance);
}

TEST_CASE("biases count among the words; one of -inf takes a word out, and with its last word the sentence",
          "[hierarchical]") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const Sizes sizes{1, 2, 2, 6, 8, 5, 4};
  OperatorProblem p(sizes, 204);
  p.segments = {0, 0, 0, 0, 1, 1, 1, 2};
  std::vector<float> bias = reference::Random(205).normals(2 * 6 * 8);
  for (std::size_t n = 0; n < bias.size(); ++n)
    if (n % 8 == 7 || n % 5 == 0) bias[n] = -inf;
  for (std::size_t n = 0; n < 2; ++n) p.k[(n * 8 + 7) * 5] = n == 0 ? nan : inf, p.v[(n * 8 + 7) * 4] = nan;
  p.problem.bias = {bias.data(), 0, 48, 8};
  p.problem.biases.push_back(attn::make_bias("alibi", {4, 0}));
  p.problem.first_head = 1;  // heads 1 and 2 of 4: slopes 2^-4 and 2^-6
  p.run("hierarchical");
  CHECK(p.error(sees_all, [&](const reference::Head& head, std::size_t, std::size_t n) {
    std::vector<double> added(48);
    for (std::size_t at = 0; at < 48; ++at) {
      const double distance = std::fabs(static_cast<double>(at / 8) - static_cast<double>(at % 8));
      added[at] = double{bias[n * 48 + at]} - std::pow(2.0, -2.0 * static_cast<double>(n + 2)) * distance;
    }
    return reference::hierarchical(head, p.segments, added, 0);
  }) < kTolerance);
  for (std::size_t row = 0; row < 12; ++row) CHECK(p.matrix[row * 8 + 7] == 0);
}

TEST_CASE("with a sentence of its own for each word, or one for all, it is softmax attention", "[hierarchical]") {
  for (const std::size_t length : {1U, 100U}) {
    OperatorProblem p({1, 2, 2, 7, 7, 8, 3}, 206);
    cut_into_segments(p, length);
    p.set_causal();
    p.run("hierarchical");
    const std::vector<float> y = p.y;
    p.run("softmax");
    for (std::size_t n = 0; n < y.size(); ++n) CHECK(std::fabs(y[n] - p.y[n]) < 1e-5F);
  }
}

TEST_CASE("hierarchical rows add up to 1; a row that sees nothing is zeros", "[hierarchical]") {
  OperatorProblem p({1, 1, 1, 8, 5, 4, 3, -3}, 207);
  cut_into_segments(p, 2);
  p.set_causal();
  p.run("hierarchical");
  for (std::size_t i = 0; i < 8; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < 5; ++j) sum += double{p.matrix[i * 5 + j]};
    CHECK(std::fabs(sum - (i < 3 ? 0 : 1)) < 1e-6);
    for (std::size_t e = 0; e < 3 && i < 3; ++e) CHECK(p.y[i * 3 + e] == 0);
  }
}

TEST_CASE("what a query of hierarchical attention may not see does not reach it, NaN included", "[hierarchical]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  OperatorProblem p({1, 1, 1, 8, 8, 4, 3}, 208);
  cut_into_segments(p, 3);
  p.set_causal();
  p.run("hierarchical");
  const std::vector<float> y = p.y, matrix = p.matrix;
  p.k[5 * 4 + 2] = nan;
  p.v[6 * 3] = nan;
  p.q[1 * 4] = nan;
  p.run("hierarchical");
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t e = 0; e < 3; ++e)
      if (i == 1 || i >= 5)
        CHECK(std::isnan(p.y[i * 3 + e]));
      else
        CHECK(p.y[i * 3 + e] == y[i * 3 + e]);
  for (const std::size_t i : {0U, 2U, 3U, 4U})
    for (std::size_t j = 0; j < 8; ++j) CHECK(p.matrix[i * 8 + j] == matrix[i * 8 + j]);
}

TEST_CASE("scores of ten thousand do not overflow in either level", "[hierarchical]") {
  OperatorProblem p({1, 1, 1, 5, 6, 4, 3}, 209);
  for (float& x : p.q) x *= 100;
  for (float& x : p.k) x *= 100;
  cut_into_segments(p, 2);
  p.run("hierarchical");
  CHECK(p.error(sees_all, oracle_of(p)) < 5e-3);  // a score of 1e4 in float32 is known to 1e-3
}

TEST_CASE("the work of hierarchical attention follows the mask", "[hierarchical]") {
  OperatorProblem p({1, 2, 1, 40, 40, 4, 3}, 210);
  cut_into_segments(p, 4);
  p.set_mask({"local", {{"window", 4}}});
  p.kind = attn::OperatorParams::Mask::kOther;
  p.run("hierarchical", false);
  const std::uint64_t pairs = 2 * (37 * 4 + 3 + 2 + 1);
  // A window of 4 lies in one sentence of 4 for the first four queries and every fourth after them; else in two.
  const std::uint64_t seen = 2 * (4 + 9 + 27 * 2);
  CHECK(p.work.pairs == pairs);
  CHECK(p.work.scores == pairs + seen);
  CHECK(p.work.multiply_adds == p.work.scores * 4 + pairs * (4 + 3) + seen * 3);
}

TEST_CASE("the time of hierarchical attention follows the mask", "[hierarchical]") {
  const auto least_time = [](std::size_t t) {
    OperatorProblem p({1, 1, 1, t, t, 4, 4}, 212);
    cut_into_segments(p, 64);
    p.set_mask({"local", {{"window", 4}}});
    p.kind = attn::OperatorParams::Mask::kOther;
    auto least = std::chrono::steady_clock::duration::max();
    for (int n = 0; n < 7; ++n) {
      const auto start = std::chrono::steady_clock::now();
      p.run("hierarchical", false);
      least = std::min(least, std::chrono::steady_clock::now() - start);
    }
    return std::chrono::duration<double>(least).count();
  };
  // 16 times the tokens: 16 times the pairs of a window, 256 times those of a triangle.
  CHECK(least_time(8192) < 64 * least_time(512));
}

TEST_CASE("hierarchical attention without segments is an error that says what to give", "[hierarchical]") {
  OperatorProblem p({1, 1, 1, 4, 6, 4, 4}, 211);
  ATTN_CHECK_ERROR([&] { p.run("hierarchical"); }, ErrorCode::kBadArgument, "which sentence", "6 keys", "segments",
                   "give one for each key");
  p.segments = {0, 0, 1};
  ATTN_CHECK_ERROR([&] { p.run("hierarchical"); }, ErrorCode::kBadArgument, "3 numbers");
}
