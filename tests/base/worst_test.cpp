#include "support/worst.hpp"

#include <catch2/catch_test_macros.hpp>

using attn::testing::worse;

TEST_CASE("the worst of errors is the largest, and infinite from the first NaN on") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  CHECK(worse(0.0, 2.0) == 2);
  CHECK(worse(3.0, 2.0) == 3);
  CHECK(worse(1.0, inf) == inf);
  CHECK(worse(1.0, nan) == inf);
  CHECK(worse(nan, 1.0) == inf);
  CHECK(worse(worse(1.0F, static_cast<float>(nan)), 2.0F) == std::numeric_limits<float>::infinity());
}
