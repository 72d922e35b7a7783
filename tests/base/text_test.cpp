#include "base/text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/number_text.hpp"

namespace attn {
namespace {

TEST_CASE("each pair of braces is replaced by the next part") {
  CHECK(text("", {}).empty());
  CHECK(text("no braces", {}) == "no braces");
  CHECK(text("{}", {"all"}) == "all");
  CHECK(text("{}{}", {"a", "b"}) == "ab");
  CHECK(text("from {} to {}, at most", {1, 2}) == "from 1 to 2, at most");
  CHECK(text("{ } {{} }{", {"x"}) == "{ } {x }{");
}

TEST_CASE("a part is text of any kind, and braces in it stay") {
  const std::string owned = "owned {}";
  CHECK(text("<{}>", {owned}) == "<owned {}>");
  CHECK(text("<{}>", {std::string_view("viewed text").substr(0, 6)}) == "<viewed>");
  CHECK(text("<{}> {}", {text("inner {}", {1}), "{}"}) == "<inner 1> {}");
  CHECK(text("<{}>", {std::string("a\0b", 3)}) == std::string("<a\0b>", 5));
  CHECK(text("<{}>", {""}) == "<>");
}

TEST_CASE("a part is a number of any kind") {
  CHECK(text("{} {}", {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::uint64_t>::max()}) ==
        "-9223372036854775808 18446744073709551615");
  CHECK(text("{} {} {}", {std::int8_t{-7}, std::uint8_t{200}, std::size_t{3}}) == "-7 200 3");
  CHECK(text("{} {} {}", {0.1F, -2.5, std::numeric_limits<double>::infinity()}) == "0.1 -2.5 inf");
  CHECK(text("{} {} {} {}", {1048577.0, -4294967295.0, 0.0, 3e38}) == "1048577 -4294967295 0 3e+38");
  CHECK(text("{} {}", {1.23456789, number_text(1.23456789)}) == "1.23457 1.23456789");
}

TEST_CASE("lists have commas between their items") {
  std::string list;
  add_to_list(list, "one");
  add_to_list(list, 2);
  add_to_list(list, "");
  CHECK(list == "one, 2, ");
  CHECK(sizes_text(std::vector<std::uint64_t>{}) == "[]");
  CHECK(sizes_text(std::vector<std::size_t>{7}) == "[7]");
  CHECK(sizes_text(std::initializer_list<std::size_t>{2, 30, 4}) == "[2, 30, 4]");
}

TEST_CASE("fail throws the code and the text") {
  try {
    fail(ErrorCode::kContextFull, "{} tokens, but the model has {} positions", {9, 8U});
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kContextFull);
    CHECK(error.what() == std::string_view("9 tokens, but the model has 8 positions"));
    return;
  }
  FAIL("nothing was thrown");
}

}  // namespace
}  // namespace attn
