// Linear attention and the selective scan on heads, against double-precision oracles that go another way.
#include <catch2/catch_test_macros.hpp>

#include <limits>

#include "operator_problems.hpp"
#include "support/errors.hpp"

using namespace mechanisms_test;
using attn::ErrorCode;

namespace {

// Sums of up to 33 products of normal numbers, and a quotient.
constexpr double kTolerance = 1e-5;
const char* const kRecurrences[] = {"linear_attention", "selective_scan"};

std::vector<float> head_of(const std::vector<float>& x, std::size_t count) {
  return {x.begin(), x.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

TEST_CASE("linear attention is every weight phi(q) . phi(k) over their sum, causal or full", "[linear_attention]") {
  for (const Sizes& sizes : odd_sizes())
    for (const bool causal : {false, true}) {
      INFO(name_of(sizes) << (causal ? ", causal" : ", full"));
      OperatorProblem p(sizes, 101);
      if (causal) p.set_causal();
      p.run("linear_attention");
      const auto oracle = [](const reference::Head& head, auto, auto) { return reference::linear_attention(head); };
      CHECK((causal ? p.error(sees_past, oracle) : p.error(sees_all, oracle)) < kTolerance);
    }
}

TEST_CASE("linear attention's rows add up to 1, or to 0 where no key is seen", "[linear_attention]") {
  OperatorProblem p({1, 2, 1, 6, 4, 5, 3, -2}, 102);
  p.set_causal();
  p.run("linear_attention");
  for (std::size_t row = 0; row < 12; ++row) {
    double sum = 0;
    for (std::size_t j = 0; j < 4; ++j) sum += double{p.matrix[row * 4 + j]};
    CHECK(std::fabs(sum - (row % 6 < 2 ? 0 : 1)) < 1e-6);
    for (std::size_t e = 0; e < 3; ++e)
      if (row % 6 < 2) CHECK(p.y[row * 3 + e] == 0);
  }
}

TEST_CASE("features that underflow to 0 give a row of zeros, not NaN", "[linear_attention]") {
  OperatorProblem p({1, 1, 1, 2, 3, 2, 2}, 103);
  p.q = {-1e4F, -1e4F, 0.5F, -0.5F};
  p.run("linear_attention");
  CHECK(p.y[0] == 0);
  CHECK(p.y[1] == 0);
  CHECK(p.matrix[0] == 0);
  CHECK(p.y[2] != 0);
  CHECK(p.matrix_error() < 1e-6);
}

TEST_CASE("the selective scan of a head is its recurrence, and its matrix the closed form", "[selective_scan]") {
  for (const Sizes& sizes : odd_sizes())
    for (const double delta_bias : {-2.0, -9.5, 1.0}) {
      INFO(name_of(sizes) << ", delta_bias " << delta_bias);
      OperatorProblem p(sizes, 104);
      p.set_causal();
      p.run({"selective_scan", {{"delta_bias", delta_bias}}});
      CHECK(p.error(sees_past, [&](const reference::Head& head, auto, auto) {
        return reference::selective_scan(head, delta_bias);
      }) < kTolerance);
      if (delta_bias != -2) continue;
      const std::vector<float> y = p.y;
      p.run("selective_scan");
      CHECK(p.y == y);  // -2 is what nobody says
    }
}

TEST_CASE("a state fades: with steps of one time unit, what is ten tokens back weighs little", "[selective_scan]") {
  OperatorProblem p({1, 1, 1, 12, 12, 3, 2}, 105);
  std::fill(p.k.begin(), p.k.end(), 1.0F);
  std::fill(p.q.begin(), p.q.end(), 1.0F);
  p.set_causal();
  p.run({"selective_scan", {{"delta_bias", 0}}});
  const float* last = p.matrix.data() + 11 * 12;
  for (std::size_t j = 0; j + 1 < 12; ++j) CHECK(last[j] < last[j + 1]);
  CHECK(last[1] < 1e-5F * last[11]);
}

TEST_CASE("the matrix of a recurrence times v is its y, and nothing is above its diagonal") {
  for (const char* id : kRecurrences)
    for (const Sizes& sizes : odd_sizes()) {
      INFO(id << ", " << name_of(sizes));
      OperatorProblem p(sizes, 106);
      p.set_causal();
      p.run(id);
      CHECK(p.matrix_error() < kTolerance * 10);  // two roundings of the same sum, of larger numbers in a scan
      for (std::size_t row = 0; row < sizes.batch * sizes.h * sizes.t_q; ++row)
        for (std::size_t j = 0; j < sizes.t_k; ++j) {
          const auto p_of_row = static_cast<std::ptrdiff_t>(row % sizes.t_q) + sizes.offset;
          if (static_cast<std::ptrdiff_t>(j) > p_of_row) CHECK(p.matrix[row * sizes.t_k + j] == 0);
        }
    }
}

TEST_CASE("what is drawn changes no bit of what is computed") {
  for (const char* id : kRecurrences) {
    OperatorProblem p({2, 4, 2, 9, 9, 7, 5}, 107);
    p.set_causal();
    p.run(id, false);
    const std::vector<float> alone = p.y;
    p.run(id, true);
    CHECK(p.y == alone);
  }
}

TEST_CASE("later tokens change nothing of a causal prefix, whatever they hold") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const char* id : kRecurrences) {
    INFO(id);
    OperatorProblem p({1, 1, 1, 9, 9, 5, 4}, 108);
    p.set_causal();
    p.run(id);
    const std::vector<float> y = p.y, matrix = p.matrix;
    std::fill(p.q.begin() + 6 * 5, p.q.end(), 9.0F);
    std::fill(p.k.begin() + 6 * 5, p.k.end(), nan);
    std::fill(p.v.begin() + 6 * 4, p.v.end(), nan);
    p.run(id);
    CHECK(head_of(p.y, 6 * 4) == head_of(y, 6 * 4));
    CHECK(head_of(p.matrix, 6 * 9) == head_of(matrix, 6 * 9));
    CHECK(std::isnan(p.y[6 * 4]));  // from there on the state holds it
    CHECK(std::isnan(p.y[8 * 4 + 3]));
  }
}

TEST_CASE("a NaN in a query of a recurrence stays in that query's row, and no head hears of another's") {
  for (const char* id : kRecurrences) {
    INFO(id);
    OperatorProblem p({2, 2, 2, 5, 5, 4, 3}, 109);
    p.set_causal();
    p.run(id);
    const std::vector<float> y = p.y;
    p.q[2 * 4 + 1] = std::numeric_limits<float>::quiet_NaN();       // batch 0, head 0, query 2
    p.k[(2 * 5 + 0) * 4] = std::numeric_limits<float>::infinity();  // batch 1, head 0, key 0
    p.run(id);
    for (std::size_t n = 0; n < y.size(); ++n) {
      const std::size_t row = n / 3;
      const bool hit = row == 2 || (row >= 10 && row < 15);
      if (!hit) CHECK(p.y[n] == y[n]);
      if (row == 2) CHECK(std::isnan(p.y[n]));
    }
  }
}

TEST_CASE("a recurrence counts what it does: no scores, and multiply-adds in proportion to the tokens") {
  for (const std::size_t t : {8U, 64U, 256U}) {
    OperatorProblem p({1, 4, 2, t, t, 6, 5}, 110);
    p.set_causal();
    p.run("linear_attention", false);
    CHECK(p.work.scores == 0);
    CHECK(p.work.pairs == 4 * t * (t + 1) / 2);
    CHECK(p.work.multiply_adds == 2 * t * (6 * 5) + 4 * t * (6 * 5 + 6));
    CHECK(p.work.bytes_moved == sizeof(float) * (2 * t * (6 + 5) + 4 * t * (6 + 5)));
    CHECK(p.work.peak_bytes == sizeof(float) * (6 * 5 + 6 + 6));
    p.run("selective_scan", false);
    CHECK(p.work.scores == 0);
    CHECK(p.work.multiply_adds == 2 * t * (2 * 6 * 5) + 4 * t * (6 * 5));
    CHECK(p.work.peak_bytes == sizeof(float) * (6 * 5 + 6 + 6));
  }
}

TEST_CASE("what a recurrence cannot do is an error with the remedy") {
  OperatorProblem p({1, 1, 1, 4, 4, 4, 4}, 111);
  p.set_mask({"local", {{"window", 2}}});
  p.kind = attn::OperatorParams::Mask::kOther;
  ATTN_CHECK_ERROR([&] { p.run("linear_attention"); }, ErrorCode::kUnsupported, "linear attention", "full or causal");
  ATTN_CHECK_ERROR([&] { p.run("selective_scan"); }, ErrorCode::kUnsupported, "selective scan", "use the mask causal");
  OperatorProblem full({1, 1, 1, 4, 4, 4, 4}, 112);
  ATTN_CHECK_ERROR([&] { full.run("selective_scan"); }, ErrorCode::kUnsupported, "use the mask causal");
  OperatorProblem biased({1, 1, 1, 4, 4, 4, 4}, 113);
  biased.problem.biases.push_back(attn::make_bias("alibi", {1, 0}));
  ATTN_CHECK_ERROR([&] { biased.run("linear_attention"); }, ErrorCode::kUnsupported, "no scores", "leave the bias out");
  biased.problem.biases.clear();
  biased.problem.softcap = 5;
  ATTN_CHECK_ERROR([&] { biased.run("linear_attention"); }, ErrorCode::kUnsupported, "leave softcap out");
  biased.problem.softcap = 0;
  biased.problem.shape.g = 0;
  ATTN_CHECK_ERROR([&] { biased.run("linear_attention"); }, ErrorCode::kBadArgument, "g = 0");
}
