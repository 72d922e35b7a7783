// NaN, infinities and empty spans: what the header promises of them, at every length and place.
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "simd/kernels.hpp"
#include "sweep.hpp"

namespace simd = attn::simd;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();

/// f(row, position) with rows of 1s of every length of the sweep and every position in them.
template <class F>
void each_position(F&& f) {
  for (const std::size_t n : sweep::lengths()) {
    if (n > 65) continue;
    for (std::size_t at = 0; at < n; ++at) {
      std::vector<float> row(n, 1.0f);
      f(row, at);
    }
  }
}
}  // namespace

TEST_CASE("the maximum is NaN wherever a NaN stands, and -inf of nothing", "[simd]") {
  CHECK(simd::max({}) == -kInf);
  each_position([](std::vector<float>& row, std::size_t at) {
    row[at] = NAN;
    REQUIRE(std::isnan(simd::max(row)));
    row[at] = kInf;
    REQUIRE(simd::max(row) == kInf);
    row.assign(row.size(), -kInf);
    REQUIRE(simd::max(row) == -kInf);
    row[at] = -3;
    REQUIRE(simd::max(row) == -3);
  });
}

TEST_CASE("all_finite finds a NaN or an infinity wherever it stands", "[simd]") {
  CHECK(simd::all_finite({}));
  each_position([](std::vector<float>& row, std::size_t at) {
    row[at] = std::numeric_limits<float>::max();
    REQUIRE(simd::all_finite(row));
    for (const float bad : {kInf, -kInf, static_cast<float>(NAN)}) {
      row[at] = bad;
      REQUIRE_FALSE(simd::all_finite(row));
    }
  });
}

TEST_CASE("softmax of a row whose keys are all masked is zeros", "[simd]") {
  for (const std::size_t n : sweep::lengths()) {
    std::vector<float> row(n, -kInf);
    simd::softmax(row);
    for (const float x : row) REQUIRE(x == 0);
  }
}

TEST_CASE("softmax gives a masked key exactly 0 and the rest sums to 1", "[simd]") {
  each_position([](std::vector<float>& row, std::size_t at) {
    if (row.size() < 2) return;
    row[at] = -kInf;
    simd::softmax(row);
    REQUIRE(row[at] == 0);
    REQUIRE(std::fabs(simd::sum(row) - 1) < 1e-6f);
  });
}

TEST_CASE("a NaN makes the whole softmax row NaN", "[simd]") {
  each_position([](std::vector<float>& row, std::size_t at) {
    row[at] = NAN;
    simd::softmax(row);
    for (const float x : row) REQUIRE(std::isnan(x));
  });
}

TEST_CASE("softmax does not overflow for scores of 1e30", "[simd]") {
  std::vector<float> row{1e30f, 1e30f, -1e30f};
  simd::softmax(row);
  CHECK(row == std::vector<float>{0.5f, 0.5f, 0});
}

TEST_CASE("exp is 0 at -inf, inf past the largest float, and NaN at NaN", "[simd]") {
  each_position([](std::vector<float>& row, std::size_t at) {
    const std::size_t next = (at + 1) % row.size();
    row[at] = -kInf;
    std::vector<float> other = row, third = row;
    simd::exp(row);
    REQUIRE(row[at] == 0);
    // A NaN whose payload would become an exponent, were it taken for a number.
    other[at] = std::bit_cast<float>(0x7fc00001u);
    simd::exp(other);
    REQUIRE(std::isnan(other[at]));
    if (next != at) REQUIRE(!std::isnan(other[next]));
    third[at] = 89;
    simd::exp(third);
    REQUIRE(third[at] == kInf);
  });
  std::vector<float> edge{0, -0.0f, -88, -1e30f, 1e30f, kInf, 88.5f};
  simd::exp(edge);
  CHECK(edge[0] == 1);
  CHECK(edge[1] == 1);
  CHECK(edge[2] == 0);  // below the smallest normal float
  CHECK(edge[3] == 0);
  CHECK(edge[4] == kInf);
  CHECK(edge[5] == kInf);
  CHECK(std::isfinite(edge[6]));
}

TEST_CASE("a soft cap bounds everything, infinities too, and keeps NaN", "[simd]") {
  std::vector<float> x{kInf, -kInf, 1e30f, -1e30f, NAN, 0};
  simd::softcap(20, x);
  CHECK(x[0] == 20);
  CHECK(x[1] == -20);
  CHECK(x[2] == 20);
  CHECK(x[3] == -20);
  CHECK(std::isnan(x[4]));
  CHECK(x[5] == 0);
}

TEST_CASE("activations are 0 far below zero, the identity far above, and NaN at NaN", "[simd]") {
  for (const auto f : {simd::gelu_erf, simd::gelu_tanh, simd::silu}) {
    std::vector<float> x{-1e4f, 1e4f, NAN, 0};
    f(x);
    CHECK(x[0] == 0);
    CHECK(x[1] == 1e4f);
    CHECK(std::isnan(x[2]));
    CHECK(x[3] == 0);
  }
}

TEST_CASE("a value's result does not depend on where in the span it stands", "[simd]") {
  for (const auto f : {simd::exp, simd::gelu_erf, simd::gelu_tanh, simd::silu}) {
    std::vector<float> alone{0.73f};
    f(alone);
    for (const std::size_t n : sweep::lengths()) {
      std::vector<float> many(n, 0.73f);
      f(many);
      for (const float x : many) REQUIRE(x == alone[0]);
    }
  }
}

TEST_CASE("sums of nothing are zero, and products without terms write zeros", "[simd]") {
  CHECK(simd::dot({}, {}) == 0);
  CHECK(simd::sum({}) == 0);
  std::vector<float> c(6, 9.0f);
  simd::gemm_nt({nullptr, 2, 0, 0}, {nullptr, 3, 0, 0}, {c.data(), 2, 3, 3});
  CHECK(c == std::vector<float>(6, 0.0f));
  c.assign(6, 9.0f);
  simd::gemm_nn({nullptr, 2, 0, 0}, {nullptr, 0, 3, 3}, {c.data(), 2, 3, 3});
  CHECK(c == std::vector<float>(6, 0.0f));
  c.assign(6, 9.0f);
  simd::gemm_nn_add({nullptr, 2, 0, 0}, {nullptr, 0, 3, 3}, {c.data(), 2, 3, 3});
  CHECK(c == std::vector<float>(6, 9.0f));
}
