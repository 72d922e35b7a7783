#include "formats/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/error.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

JsonValue parse(const std::string& text) { return parse_json(text, "t.json"); }

struct Wrong {
  std::string text;
  std::vector<std::string> says;
};

const std::vector<Wrong> kWrong = {
    {"", {"t.json: line 1, column 1", "empty"}},
    {"  \n ", {"line 2, column 2", "empty"}},
    {"{\"a\": 1,\n \"a\": 2}", {"line 2, column 8", "duplicate key \"a\""}},
    {"[1, 2", {"line 1, column 6", "Missing a comma"}},
    {"[1 2]", {"line 1, column 4"}},
    {"[1,]", {"line 1, column 4", "Invalid value"}},
    {"{\"a\" 1}", {"column 6", "colon"}},
    {"{a: 1}", {"column 2", "name"}},
    {"{\"a\": 1,}", {"column 9", "name"}},
    {"[1] [2]", {"column 5", "root"}},
    {"// c\n1", {"line 1, column 1"}},
    {"nul", {"Invalid value"}},
    {"NaN", {"Invalid value"}},
    {"Infinity", {"Invalid value"}},
    {"+1", {"Invalid value"}},
    {"01", {"line 1, column 2"}},
    {"1.", {"fraction"}},
    {".5", {"Invalid value"}},
    {"1e", {"exponent"}},
    {"1e400", {"too big"}},
    {"17976931348623159e292", {"too big"}},
    {"'a'", {"Invalid value"}},
    {"\"a", {"quotation mark"}},
    {"\"\\x\"", {"escape"}},
    {"\"\\ud800\"", {"surrogate"}},
    {"\"\\udc00\"", {"surrogate"}},
    {"{\"\\udfff\": 1}", {"surrogate"}},
    {"\"\n\"", {"line 1, column 2"}},
    {"\"\xc3\"", {"encoding"}},
    {"\"\xed\xa0\x80\"", {"encoding"}},  // a surrogate as UTF-8
    {"\"\xc0\x80\"", {"encoding"}},      // an overlong NUL
    {"\xef\xbb\xbf{}", {"Invalid value"}},
    {std::string("1\0", 2), {"NUL byte"}},
    {std::string("\0", 1), {"line 1, column 1"}},
};

}  // namespace

TEST_CASE("text that is not JSON is refused with where and why") {
  for (const Wrong& wrong : kWrong) {
    INFO(wrong.text);
    const auto thrown = error_of([&] { static_cast<void>(parse(wrong.text)); });
    REQUIRE(thrown.has_value());
    INFO(thrown->what());
    CHECK(thrown->code() == ErrorCode::kBadFile);
    for (const std::string& part : wrong.says) {
      INFO("expected in the message: " << part);
      CHECK(contains(thrown->what(), part));
    }
  }
}

TEST_CASE("whole numbers are exact to 64 bits, others the nearest double") {
  CHECK(parse("9223372036854775807").integer("") == INT64_MAX);
  CHECK(parse("-9223372036854775808").integer("") == INT64_MIN);
  CHECK(parse("18446744073709551615").unsigned_integer("") == UINT64_MAX);
  CHECK(parse("0").is_integer());
  CHECK(parse("9007199254740993").integer("") == 9007199254740993);
  CHECK_FALSE(parse("18446744073709551616").is_integer());
  CHECK(parse("18446744073709551616").number("") == 18446744073709551616.0);
  CHECK(parse("-9223372036854775809").number("") == -9223372036854775808.0);
  CHECK(parse("0.1").number("") == 0.1);
  CHECK(parse("1e-5").number("") == 1e-5);
  CHECK(parse("1E+2").number("") == 100);
  CHECK(parse("1.7976931348623157e308").number("") == 1.7976931348623157e308);
  CHECK(parse("4.9406564584124654e-324").number("") == 4.9406564584124654e-324);
  CHECK(parse("1e-400").number("") == 0);
  // Just above, on and just below the middle of two doubles.
  CHECK(parse("9007199254740993.0000000000000000000000000000001").number("") == 9007199254740994.0);
  CHECK(parse("9007199254740993.0").number("") == 9007199254740992.0);
  CHECK(parse("2.2250738585072011e-308").number("") == 2.2250738585072011e-308);
  CHECK(std::signbit(parse("-0").number("")));
  CHECK(std::signbit(parse("-0.0").number("")));
  CHECK(parse("3.0").integer("") == 3);
}

TEST_CASE("numbers that are not finite are taken as words where a number is expected") {
  CHECK(parse("\"inf\"").number("") == std::numeric_limits<double>::infinity());
  CHECK(parse("\"-inf\"").number("") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse("\"nan\"").number("")));
  ATTN_CHECK_ERROR([] { static_cast<void>(parse("\"Infinity\"").number("t.json: q")); }, ErrorCode::kBadFile,
                   "t.json: q is \"Infinity\"", "expected a number");
}

TEST_CASE("strings keep every character") {
  CHECK(parse(R"("a\"\\\/\b\f\n\r\t")").string("") == "a\"\\/\b\f\n\r\t");
  CHECK(parse(R"("\u00e4\u20ac\ud83d\ude00")").string("") == "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(parse("\"\xc3\xa4\xf0\x9f\x98\x80\"").string("") == "\xc3\xa4\xf0\x9f\x98\x80");
  CHECK(parse(R"("a\u0000b")").string("") == std::string("a\0b", 3));
}

TEST_CASE("objects keep the order of the text, and say what they lack") {
  const JsonValue object = parse(R"({"b": [true, null], "a": {"deep": "x"}, "": 0})");
  const auto& members = object.object("t.json");
  REQUIRE(members.size() == 3);
  CHECK(members[0].key == "b");
  CHECK(members[1].key == "a");
  CHECK(object.find("b")->array("")[0].boolean(""));
  CHECK(object.find("b")->array("")[1].is_null());
  CHECK(object.at("a", "t.json").at("deep", "t.json: a").string("") == "x");
  CHECK(object.find("c") == nullptr);
  CHECK(object.find("b")->find("x") == nullptr);
  ATTN_CHECK_ERROR([&] { static_cast<void>(object.at("c", "t.json")); }, ErrorCode::kBadFile, "t.json has no \"c\"");
  ATTN_CHECK_ERROR([&] { object.only_keys({"a", "b"}, "t.json"); }, ErrorCode::kBadFile,
                   "t.json: unknown field \"\" (have a, b)");
}

TEST_CASE("a value of another type than expected is named, shown and explained") {
  const auto check = [](const char* text, auto&& use, const char* shown, const char* expected) {
    const JsonValue value = parse(text);
    ATTN_CHECK_ERROR([&] { use(value); }, ErrorCode::kBadFile, std::string("t.json: x is ") + shown,
                     std::string("expected ") + expected);
  };
  const std::string where = "t.json: x";
  check("3", [&](const JsonValue& v) { static_cast<void>(v.string(where)); }, "3", "a string");
  check("[1,2]", [&](const JsonValue& v) { static_cast<void>(v.number(where)); }, "an array of 2", "a number");
  check("{}", [&](const JsonValue& v) { static_cast<void>(v.array(where)); }, "an object", "an array");
  check("null", [&](const JsonValue& v) { static_cast<void>(v.object(where)); }, "null", "an object");
  check("1", [&](const JsonValue& v) { static_cast<void>(v.boolean(where)); }, "1", "true or false");
  check("true", [&](const JsonValue& v) { static_cast<void>(v.integer(where)); }, "true", "a whole number");
  check("2.5", [&](const JsonValue& v) { static_cast<void>(v.integer(where)); }, "2.5", "a whole number");
  check("7", [&](const JsonValue& v) { static_cast<void>(v.integer(where, 0, 3)); }, "7", "a whole number from 0 to 3");
  check("-1", [&](const JsonValue& v) { static_cast<void>(v.unsigned_integer(where)); }, "-1", "a whole number from 0");
  check("1e300", [&](const JsonValue& v) { static_cast<void>(v.integer(where)); }, "1e+300", "a whole number");
}

TEST_CASE("messages shorten and escape what they quote") {
  CHECK(quoted("a\"b\\\n") == "\"a\\\"b\\\\\\u000a\"");
  const std::string long_text(1000, 'x');
  CHECK(quoted(long_text) == "\"" + std::string(60, 'x') + "...\"");
  // 59 letters, then one of two bytes: it is kept whole.
  CHECK(quoted(std::string(59, 'x') + "\xc3\xa4" + "yy") == "\"" + std::string(59, 'x') + "\xc3\xa4...\"");
}

TEST_CASE("depth, size and number of values are bounded") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse(nested(64)).is_array());
  ATTN_CHECK_ERROR([&] { static_cast<void>(parse(nested(65))); }, ErrorCode::kBadFile, "nested deeper than 64");
  ATTN_CHECK_ERROR([&] { static_cast<void>(parse(std::string(5'000'000, '['))); }, ErrorCode::kBadFile,
                   "nested deeper");
  JsonLimits limits;
  limits.max_bytes = 4;
  CHECK(parse_json("[1]", "t.json", limits).is_array());
  ATTN_CHECK_ERROR([&] { static_cast<void>(parse_json("[1, ]", "t.json", limits)); }, ErrorCode::kBadFile,
                   "t.json has 5 bytes; at most 4");
  limits = {};
  limits.max_values = 3;
  CHECK(parse_json("[1,2]", "t.json", limits).is_array());
  ATTN_CHECK_ERROR([&] { static_cast<void>(parse_json("[1,2,3]", "t.json", limits)); }, ErrorCode::kBadFile,
                   "more than 3 values");
  ATTN_CHECK_ERROR([&] { static_cast<void>(parse_json("[[],[],[]]", "t.json", limits)); }, ErrorCode::kBadFile,
                   "more than 3 values");
}
