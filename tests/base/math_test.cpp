#include "base/math.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "support/worst.hpp"

namespace attn {
namespace {

using testing::worse;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double relative_error(double value, double expected) { return std::abs(value - expected) / std::abs(expected); }

// libm's are within 1.2e-16 of the truth, ours are said to be within 1e-15.
constexpr double kBound = 1.2e-15;

double between(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11U) * 0x1p-53;
}

TEST_CASE("exp and exp2 are libm's") {
  std::mt19937_64 random(20250105);
  double worst = 0;
  for (int n = 0; n < 50000; ++n) {
    const double x = between(random, -708, 709), small = between(random, -1, 1);
    worst = worse(worst, relative_error(math::exp(x), std::exp(x)));
    worst = worse(worst, relative_error(math::exp(small), std::exp(small)));
    worst = worse(worst, relative_error(math::exp2(x), std::exp2(x)));
  }
  CHECK(worst < kBound);
  for (int n = -1022; n <= 1023; ++n) CHECK(math::exp2(n) == std::ldexp(1.0, n));
  CHECK(math::exp(0) == 1);
  CHECK(math::exp(-kInf) == 0);
  CHECK(math::exp(-800) == 0);
  CHECK(math::exp(kInf) == kInf);
  CHECK(math::exp(709.78) < kInf);
  CHECK(math::exp(709.79) == kInf);
  CHECK(math::exp2(1024) == kInf);
  CHECK(std::isnan(math::exp(kNaN)));
  CHECK(std::isnan(math::exp2(kNaN)));
}

TEST_CASE("log, log2 and pow are libm's") {
  std::mt19937_64 random(20250106);
  double worst = 0, worst_power = 0;
  for (int n = 0; n < 50000; ++n) {
    const double any = std::exp(between(random, -708, 709)), near_one = between(random, 0.5, 2);
    const double base = between(random, 1e-3, 1e6), x = between(random, -3, 3);
    worst = worse(worst, relative_error(math::log(any), std::log(any)));
    worst = worse(worst, relative_error(math::log(near_one), std::log(near_one)));
    worst = worse(worst, relative_error(math::log2(near_one), std::log2(near_one)));
    worst_power =
        worse(worst_power, relative_error(math::pow(base, x), std::pow(base, x)) / (1 + std::abs(x * std::log2(base))));
  }
  CHECK(worst < kBound);
  CHECK(worst_power < kBound);
  for (int n = -1074; n <= 1023; ++n) CHECK(math::log2(std::ldexp(1.0, n)) == n);
  CHECK(math::log(1) == 0);
  CHECK(math::log(0) == -kInf);
  CHECK(math::log(kInf) == kInf);
  CHECK(std::isnan(math::log(-1)));
  CHECK(std::isnan(math::log2(kNaN)));
}

TEST_CASE("sine and cosine are libm's, of whatever size the angle") {
  std::mt19937_64 random(20250107);
  for (const double size : {0.8, 4.0, 1e3, 1e7, 1e10, 1e15}) {
    CAPTURE(size);
    double worst = 0;
    for (int n = 0; n < 20000; ++n) {
      const double x = between(random, -size, size);
      const auto [sin, cos] = math::sin_cos(x);
      worst = worse(worse(worst, std::abs(sin - std::sin(x))), std::abs(cos - std::cos(x)));
    }
    CHECK(worst < kBound);
  }
  for (const double x : {kInf, -kInf, kNaN}) {
    CHECK(std::isnan(math::sin_cos(x).sin));
    CHECK(std::isnan(math::sin_cos(x).cos));
  }
  for (const double x : {1e16, -3e18, 1e20}) {
    CHECK(std::abs(math::sin_cos(x).sin - std::sin(x)) < 1e-11);
    CHECK(std::abs(math::sin_cos(x).cos - std::cos(x)) < 1e-11);
  }
  CHECK(math::sin_cos(0).sin == 0);
  CHECK(math::sin_cos(0).cos == 1);
  CHECK(std::isnan(math::sin_cos(kInf).sin));
  CHECK(std::isnan(math::sin_cos(kNaN).cos));
}

}  // namespace
}  // namespace attn
