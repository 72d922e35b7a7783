// Against the C library's strtod, which is correctly rounded where these tests run (glibc, musl).
#include "formats/decimal.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

using attn::nearest_double;

namespace {

bool same(const std::string& text) {
  const double expected = std::strtod(text.c_str(), nullptr);
  const bool equal = std::bit_cast<std::uint64_t>(nearest_double(text)) == std::bit_cast<std::uint64_t>(expected);
  if (!equal) UNSCOPED_INFO(text << " gives " << nearest_double(text) << ", not " << expected);
  return equal;
}

/// A double's exact decimal value and a little more or less, which is where rounding goes wrong.
std::string exact(double value) {
  char buffer[1200];
  return {buffer, static_cast<std::size_t>(std::snprintf(buffer, sizeof buffer, "%.1100f", value))};
}

}  // namespace

TEST_CASE("numbers at the edges become the nearest double") {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "0e5",
                           "0e999999999",
                           "1",
                           "-1",
                           "0.1",
                           "123456789012345",
                           "1e22",
                           "1e23",
                           "-1e-22",
                           "9007199254740993",
                           "9007199254740992.5",
                           "1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "1e309",
                           "-1e309",
                           "1e99999999999999999999",
                           "1e-99999999999999999999",
                           "4.9406564584124654e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "2.47e-324",
                           "1e-324",
                           "2.2250738585072011e-308",
                           "2.2250738585072014e-308",
                           "2.2250738585072012e-308",
                           "0.000000000000000000000000000000000000000000000000000000000000000001e66",
                           "100000e-5"}) {
    CHECK(same(text));
  }
  CHECK(same("1" + std::string(400, '0')));
  CHECK(same("0." + std::string(400, '0') + "1"));
  CHECK(same("1." + std::string(2000, '0') + "1"));
}

TEST_CASE("every random double is read back from 17 digits") {
  const unsigned seed = 20260722;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  std::size_t wrong = 0;
  for (int n = 0; n < 20000; ++n) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.17g", value);
    wrong += !same(buffer) || nearest_double(buffer) != value;
    std::snprintf(buffer, sizeof buffer, "%.*e", static_cast<int>(random() % 20), value);
    wrong += !same(buffer);
  }
  CHECK(wrong == 0);
}

TEST_CASE("the middle between two doubles goes to the even one, and a hair decides otherwise") {
  const unsigned seed = 20260723;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  std::size_t wrong = 0;
  for (int n = 0; n < 300; ++n) {
    // Normal and subnormal; below 2^60, so that the middle of two neighbours has at most 1100 places after the point.
    auto bits = random() & ((std::uint64_t{1} << 63U) - 1);
    bits %= std::bit_cast<std::uint64_t>(0x1p60);
    if (n % 4 == 0) bits %= std::bit_cast<std::uint64_t>(0x1p-1021);
    const auto low = std::bit_cast<double>(bits);
    const auto high = std::bit_cast<double>(bits + 1);
    // long double would hold the middle, but not everywhere; the digits of the sum halved do.
    std::string sum = exact(low), other = exact(high), middle(std::max(sum.size(), other.size()), '0');
    sum.insert(0, middle.size() - sum.size(), '0');
    other.insert(0, middle.size() - other.size(), '0');
    int carry = 0;
    for (std::size_t at = middle.size(); at-- > 0;) {
      if (sum[at] == '.') {
        middle[at] = '.';
        continue;
      }
      const int digit = sum[at] - '0' + other[at] - '0' + carry;
      middle[at] = static_cast<char>('0' + digit % 10);
      carry = digit / 10;
    }
    if (carry != 0) middle.insert(0, 1, '1');
    int rest = 0;
    for (char& c : middle) {
      if (c == '.') continue;
      const int digit = 10 * rest + (c - '0');
      c = static_cast<char>('0' + digit / 2);
      rest = digit % 2;
    }
    wrong += !same(middle) || nearest_double(middle) != (bits % 2 == 0 ? low : high);
    wrong += !same(middle + "1") || nearest_double(middle + "1") != high;
  }
  CHECK(wrong == 0);
}
