#include "formats/json_writer.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "formats/json.hpp"

using namespace attn;

TEST_CASE("members of the outermost object get a line each, the rest none") {
  JsonWriter json;
  json.begin_object().key("a").integer(std::int64_t{-1}).key("b").begin_array().boolean(true).null().end_array();
  json.key("list").begin_array(JsonWriter::Layout::kLines);
  json.begin_object().key("x").integer(std::uint64_t{1}).key("y").string("z").end_object();
  json.begin_object().end_object().end_array();
  json.key("none").begin_array(JsonWriter::Layout::kLines).end_array().end_object();
  CHECK(json.take() ==
        "{\n"
        "  \"a\": -1,\n"
        "  \"b\": [true, null],\n"
        "  \"list\": [\n"
        "    {\"x\": 1, \"y\": \"z\"},\n"
        "    {}\n"
        "  ],\n"
        "  \"none\": []\n"
        "}\n");
}

TEST_CASE("tensors become nested arrays") {
  const std::vector<float> data = {1, 2, 3, 4, 5, 6};
  const auto text = [&](std::vector<std::size_t> shape, std::size_t count) {
    JsonWriter json;
    json.tensor(shape, std::span(data).first(count));
    return json.take();
  };
  CHECK(text({2, 3}, 6) == "[[1, 2, 3], [4, 5, 6]]\n");
  CHECK(text({3, 1, 2}, 6) == "[[[1, 2]], [[3, 4]], [[5, 6]]]\n");
  CHECK(text({}, 1) == "1\n");
  CHECK(text({0}, 0) == "[]\n");
  CHECK(text({2, 0, 3}, 0) == "[[], []]\n");
}

TEST_CASE("every float and string reads back as it was") {
  const unsigned seed = 20260722;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int n = 0; n < 20000; ++n) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    JsonWriter json;
    json.number(value);
    const auto back = static_cast<float>(parse_json(json.take()).number(""));
    CHECK((std::isnan(value) ? std::isnan(back)
                             : std::bit_cast<std::uint32_t>(back) == std::bit_cast<std::uint32_t>(value)));
  }
  std::string all;
  for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
  all += "\xc3\xa4\xf0\x9f\x98\x80";
  JsonWriter json;
  json.begin_object().key(all).string(all).end_object();
  CHECK(parse_json(json.take()).at(all, "").string("") == all);
}

TEST_CASE("numbers that are not finite are words") {
  JsonWriter json;
  constexpr double kInf = std::numeric_limits<double>::infinity();
  json.begin_array().number(kInf).number(-kInf).number(std::nan("")).number(static_cast<float>(kInf)).end_array();
  CHECK(json.take() == "[\"inf\", \"-inf\", \"nan\", \"inf\"]\n");
}
