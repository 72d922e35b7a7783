#include "base/nearest_double.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace attn {
namespace {

// glibc's and musl's strtod round correctly, so the two must give the same bits.
void check(const std::string& text) {
  CAPTURE(text);
  REQUIRE(std::bit_cast<std::uint64_t>(nearest_double(text)) ==
          std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)));
}

TEST_CASE("decimals that are hard to round are the nearest double") {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "-0.0e5",
                           "1",
                           "0.1",
                           "1e22",
                           "1e23",
                           "123456789012345678901234567890",
                           "9007199254740993",
                           "9007199254740992.99999999999999999999",
                           "9007199254740993.00000000000000000001",
                           "1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "1e309",
                           "-1e400",
                           "1e999999999999999999999",
                           "1e-999999999999999999999",
                           "2.2250738585072014e-308",
                           "2.2250738585072011e-308",
                           "4.9406564584124654e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "1e-400",
                           "5e-324",
                           "0.000001",
                           "1e-5",
                           "1e+5",
                           "1E5",
                           "10000.0",
                           "6.02214076e23",
                           "2.22507385850720113605740979670913197593481954635164564e-308",
                           "8.988465674311580e307"}) {
    check(text);
  }
  check("0." + std::string(400, '0') + "1e401");
  check("1" + std::string(900, '0') + "e-900");
  check("9007199254740993." + std::string(900, '0') + "1");
}

TEST_CASE("random decimals of every size are the nearest double") {
  std::mt19937_64 random(20250102);
  for (int n = 0; n < 5000; ++n) {
    std::string text;
    const auto digits = 1 + random() % 25;
    for (std::uint64_t k = 0; k < digits; ++k) text += static_cast<char>('1' + random() % 9);
    if (random() % 2 == 0) text.insert(1, digits > 1 ? "." : "");
    check(text + "e" + std::to_string(static_cast<int>(random() % 680) - 350));
  }
}

TEST_CASE("halfway between neighbours goes to the even one") {
  std::mt19937_64 random(20250103);
  for (int n = 0; n < 500; ++n) {
    // 2^54 and up: neighbours are 4 apart, and halfway is a whole number.
    const std::uint64_t even = (std::uint64_t{1} << 54U) + (random() % (std::uint64_t{1} << 52U)) * 4;
    for (const std::uint64_t value : {even + 1, even + 2, even + 3}) check(std::to_string(value) + ".0");
  }
}

TEST_CASE("a double written with 17 digits comes back") {
  std::mt19937_64 random(20250104);
  for (int n = 0; n < 5000; ++n) {
    const auto value = std::bit_cast<double>(random() & 0x7fefffffffffffffU);
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    CAPTURE(text);
    REQUIRE(std::bit_cast<std::uint64_t>(nearest_double(text)) == std::bit_cast<std::uint64_t>(value));
  }
}

}  // namespace
}  // namespace attn
