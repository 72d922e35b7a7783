#include "base/random.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

using attn::Random;

TEST_CASE("random numbers are SplitMix64's") {
  // Of the authors' own program (Vigna's splitmix64.c) for these seeds.
  Random zero(0), other(1234567);
  for (const std::uint64_t want : {0xE220A8397B1DCDAFU, 0x6E789E6AA1B965F4U, 0x06C45D188009454FU, 0xF88BB8A8724C81ECU})
    CHECK(zero.next() == want);
  for (const std::uint64_t want : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U})
    CHECK(other.next() == want);
}

TEST_CASE("uniform numbers fill [0, 1) evenly") {
  Random random(7);
  constexpr int kCount = 100000;
  double sum = 0, squares = 0;
  int tenths[10] = {};
  for (int n = 0; n < kCount; ++n) {
    const double x = random.uniform();
    REQUIRE((x >= 0 && x < 1));
    sum += x, squares += x * x;
    ++tenths[static_cast<int>(x * 10)];
  }
  const double mean = sum / kCount;
  CHECK(std::fabs(mean - 0.5) < 0.004);                                 // 4.4 standard errors
  CHECK(std::fabs(squares / kCount - mean * mean - 1.0 / 12) < 0.001);  // as many
  for (const int count : tenths) CHECK(std::abs(count - kCount / 10) < 450);  // 4.7
}

TEST_CASE("normal numbers have mean 0, variance 1 and a normal's share beyond two") {
  Random random(8);
  constexpr int kCount = 100000;
  double sum = 0, squares = 0;
  int beyond = 0;
  for (int n = 0; n < kCount; ++n) {
    const double x = random.normal();
    sum += x, squares += x * x;
    beyond += std::fabs(x) > 2;
  }
  CHECK(std::fabs(sum / kCount) < 0.015);         // 4.7 standard errors
  CHECK(std::fabs(squares / kCount - 1) < 0.02);  // 4.5
  CHECK(std::fabs(beyond / double{kCount} - 0.0455) < 0.004);
}
