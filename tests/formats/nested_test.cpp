#include "formats/nested.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/error.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {
using Shape = std::vector<std::size_t>;

Nested read(const std::string& text) { return read_nested(parse_json(text), "m", 4, true); }
}  // namespace

TEST_CASE("nested arrays become a shape and its elements in order") {
  const Nested numbers = read("[[1, 2.5, \"-inf\"], [4, 5, 6]]");
  CHECK(numbers.shape == Shape{2, 3});
  CHECK_FALSE(numbers.boolean);
  CHECK(numbers.numbers[1] == 2.5F);
  CHECK(std::isinf(numbers.numbers[2]));
  const Nested booleans = read("[[[true], [false]]]");
  CHECK(booleans.shape == Shape{1, 2, 1});
  CHECK(booleans.boolean);
  CHECK(booleans.booleans == std::vector<std::uint8_t>{1, 0});
  CHECK(read("[]").shape == Shape{0});
  CHECK(read("[[], []]").shape == Shape{2, 0});
}

TEST_CASE("arrays that make no tensor are refused with the element's place") {
  const auto check = [](const char* text, const std::string& says) {
    INFO(text);
    ATTN_CHECK_ERROR([&] { static_cast<void>(read(text)); }, ErrorCode::kBadFile, says);
  };
  check("3", "m is 3; expected nested arrays");
  check("[[1, 2], [3]]", "m[1] has 1 elements; expected 2");
  check("[[1, 2], 3]", "m[1] is 3; expected an array");
  check("[[1], [[2]]]", "m[1][0] is an array of 1; expected a number");
  check("[[], [1]]", "m[1] has 1 elements; expected 0");
  check("[1, true]", "m[1] is true; expected a number");
  check("[true, 1]", "m[1] is 1; expected true or false");
  check("[1, null]", "m[1] is null; expected a number");
  check("[[0], [\"x\"]]", "m[1][0] is \"x\"; expected a number");
  check("[1e39]", "m[0] is 1e+39, which is too big");
  check("[[[[[1]]]]]", "m has more than 4 axes");
  ATTN_CHECK_ERROR([] { static_cast<void>(read_nested(parse_json("[true]"), "q", 4, false)); }, ErrorCode::kBadFile,
                   "q[0] is true; expected a number");
}
