#include "base/number_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

namespace attn {
namespace {

// A digit that printf rounds exactly may come out one higher or lower here; up to nine digits it never should,
// because the scaling errs by about 1e-14 at most over the tested range.
std::string printed(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
  return buffer;
}

TEST_CASE("number_text writes what printf's %g writes") {
  for (const double value : {0.0,
                             -0.0,
                             1.0,
                             -1.0,
                             0.1,
                             1.5,
                             10.0,
                             99.9999999,
                             0.0001,
                             0.00001,
                             123456789.0,
                             1234567890.0,
                             1e9,
                             9.999999999,
                             999999999.5,
                             1e-5,
                             1e22,
                             1e100,
                             1e-100,
                             3.14159265358979,
                             2.0 / 3,
                             5e-324,
                             std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    for (const int digits : {1, 3, 6, 9}) {
      CAPTURE(value, digits);
      CHECK(number_text(value, digits) == printed(value, digits));
    }
  }
  CHECK(number_text(std::nan("")) == "nan");
}

TEST_CASE("number_text agrees with printf on random numbers of every size") {
  std::mt19937_64 random(20250101);
  std::uniform_real_distribution<double> mantissa(-1, 1), exponent(-60, 60);
  for (int n = 0; n < 20000; ++n) {
    const double value = mantissa(random) * std::pow(10.0, std::floor(exponent(random)));
    CAPTURE(value);
    REQUIRE(number_text(value) == printed(value, 9));
  }
}

}  // namespace
}  // namespace attn
