#include "formats/safetensors.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/widen.hpp"
#include "support/errors.hpp"
#include "support/safetensors_writer.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

/// What 16 bits mean, by the definition of the format: (-1)^s 2^(e - bias) 1.m, and m without the 1 where e is 0.
double half_value(unsigned bits, int exponent_bits) {
  const int mantissa_bits = 15 - exponent_bits;
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = static_cast<int>(bits >> mantissa_bits) & ((1 << exponent_bits) - 1);
  const auto mantissa = static_cast<double>(bits & ((1U << mantissa_bits) - 1));
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  if (exponent == (1 << exponent_bits) - 1) {
    return mantissa == 0 ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  const double whole = exponent == 0 ? mantissa : mantissa + std::ldexp(1.0, mantissa_bits);
  return sign * std::ldexp(whole, std::max(exponent, 1) - bias - mantissa_bits);
}

bool same(float got, double expected) {
  if (std::isnan(expected)) return std::isnan(got);
  return static_cast<double>(got) == expected && std::signbit(got) == std::signbit(expected);
}

std::vector<float> read_all(const SafetensorsFile& file, const std::string& name) {
  std::size_t count = 1;
  for (const std::uint64_t n : file.find(name)->shape) count *= static_cast<std::size_t>(n);
  std::vector<float> values(count);
  file.read(name, values);
  return values;
}

}  // namespace

TEST_CASE("every F16 and every BF16 widens to exactly its value") {
  std::size_t wrong = 0;
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if (!same(widen_f16(half), half_value(bits, 5))) ++wrong;
    if (!same(widen_bf16(half), half_value(bits, 8))) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what Python's safetensors wrote is read to the last bit") {
  const std::string folder = std::string(ATTN_TEST_DATA) + "/safetensors/";
  const SafetensorsFile file = SafetensorsFile::parse_owned(read_file(folder + "mixed.safetensors"));
  const JsonValue expected = parse_json(read_text_file(folder + "mixed.json"), "mixed.json");
  CHECK(file.tensors().size() == expected.object("mixed.json").size());
  for (const JsonMember& member : expected.object("mixed.json")) {
    INFO(member.key);
    const TensorInfo* info = file.find(member.key);
    REQUIRE(info != nullptr);
    const auto& shape = member.value.at("shape", member.key).array(member.key);
    REQUIRE(info->shape.size() == shape.size());
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      CHECK(info->shape[axis] == shape[axis].unsigned_integer("shape"));
    }
    if (info->dtype == "I64" || info->dtype == "BOOL") continue;  // listed, not read
    const auto values = read_all(file, member.key);
    const auto& data = member.value.at("data", member.key).array(member.key);
    REQUIRE(values.size() == data.size());
    for (std::size_t n = 0; n < data.size(); ++n) CHECK(same(values[n], data[n].number("data")));
  }
  REQUIRE(file.metadata().size() == 2);
  for (const auto& [key, text] : file.metadata()) CHECK(text == (key == "format" ? "pt" : "made by scripts/golden"));
}

TEST_CASE("a type that cannot be read is listed, and reading it says so") {
  const Bytes bytes = safetensors_file(R"({"n":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}})", 16);
  const SafetensorsFile file = SafetensorsFile::parse(bytes);
  CHECK(file.find("n")->dtype == "I64");
  std::vector<float> two(2);
  ATTN_CHECK_ERROR([&] { file.read("n", two); }, ErrorCode::kUnsupported, "tensor \"n\"", "I64",
                   "only F32, F16 and BF16");
}

TEST_CASE("reading a tensor that is not there, or into another size, says so") {
  const Bytes bytes = safetensors_file(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4);
  const SafetensorsFile file = SafetensorsFile::parse(bytes);
  CHECK(file.find("y") == nullptr);
  CHECK(file.find("") == nullptr);
  std::vector<float> one(1), two(2);
  ATTN_CHECK_ERROR([&] { file.read("y", one); }, ErrorCode::kBadArgument, "no tensor \"y\"");
  ATTN_CHECK_ERROR([&] { file.read("x", two); }, ErrorCode::kBadArgument, "has 1 elements, not 2");
}

TEST_CASE("bytes at any address are read") {
  const float values[] = {1.5F, -0.25F, std::numeric_limits<float>::denorm_min()};
  const std::string header = R"({"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})";
  const Bytes file = safetensors_file(header, std::as_bytes(std::span(values)));
  for (std::size_t shift = 0; shift < 8; ++shift) {
    Bytes moved(shift);
    moved.insert(moved.end(), file.begin(), file.end());
    const auto read = read_all(SafetensorsFile::parse(std::span<const std::byte>(moved).subspan(shift)), "x");
    CHECK(std::equal(read.begin(), read.end(), values));
  }
}

TEST_CASE("what the format allows is accepted") {
  const auto count = [](const std::string& header, std::size_t bytes) {
    const Bytes file = safetensors_file(header, bytes);
    return SafetensorsFile::parse(file).tensors().size();
  };
  CHECK(count("{}", 0) == 0);
  CHECK(count("{}                ", 0) == 0);  // padded with spaces
  CHECK(count(R"({"__metadata__":{}})", 0) == 0);
  CHECK(count(R"({"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", 4) == 1);
  CHECK(count(R"({"x":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]}})", 0) == 1);
  CHECK(count(R"({"x":{"dtype":"F32","shape":[0,18446744073709551615,18446744073709551615],"data_offsets":[0,0]}})",
              0) == 1);
  CHECK(count(R"({"x":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}})", 2) == 1);
  // In the file in another order than in the header, with an empty one between.
  CHECK(
      count(
          R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]},"none":{"dtype":"U8","shape":[0],"data_offsets":[3,3]},)"
          R"("a":{"data_offsets":[0,3],"shape":[3],"dtype":"I8"}})",
          5) == 3);
}

TEST_CASE("a moved file that owns its bytes still reads them") {
  SafetensorsFile first =
      SafetensorsFile::parse_owned(safetensors_file(R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                                    R"("h":{"dtype":"BF16","shape":[1],"data_offsets":[1,3]}})",
                                                    3));
  const SafetensorsFile second = std::move(first);
  CHECK(second.data_bytes() == 3);
  CHECK(read_all(second, "h")[0] == std::bit_cast<float>(0x02010000U));
}
