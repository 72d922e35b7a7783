// Files that break the format, each with what the message must say.
#include <catch2/catch_test_macros.hpp>

#include "base/error.hpp"
#include "formats/safetensors.hpp"
#include "support/errors.hpp"
#include "support/safetensors_writer.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

struct Hostile {
  const char* what;
  std::string header;
  std::size_t data_bytes;
  std::vector<std::string> says;
};

std::string tensor(const std::string& fields) { return R"({"x": {)" + fields + "}}"; }

const std::vector<Hostile> kHostile = {
    {"a shape that needs more bytes",
     tensor(R"("dtype":"F16","shape":[3,5],"data_offsets":[0,24])"),
     24,
     {"tensor \"x\"", "claims 24 bytes (offsets 0..24)", "F16 [3, 5] needs 30"}},
    {"a shape that needs fewer bytes",
     tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,8])"),
     8,
     {"claims 8 bytes", "needs 4"}},
    {"an unknown dtype",
     tensor(R"("dtype":"F31","shape":[1],"data_offsets":[0,4])"),
     4,
     {"tensor \"x\"", "unknown dtype \"F31\"", "BF16"}},
    {"a dtype in lower case",
     tensor(R"("dtype":"f32","shape":[1],"data_offsets":[0,4])"),
     4,
     {"unknown dtype \"f32\""}},
    {"a dtype that is a number",
     tensor(R"("dtype":32,"shape":[1],"data_offsets":[0,4])"),
     4,
     {"tensor \"x\": dtype is 32", "a string"}},
    {"no dtype", tensor(R"("shape":[1],"data_offsets":[0,4])"), 4, {"tensor \"x\" has no \"dtype\""}},
    {"no shape", tensor(R"("dtype":"F32","data_offsets":[0,4])"), 4, {"has no \"shape\""}},
    {"no offsets", tensor(R"("dtype":"F32","shape":[1])"), 4, {"has no \"data_offsets\""}},
    {"one offset", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), 4, {"has 1 data_offsets, not 2"}},
    {"three offsets", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,4])"), 4, {"has 3 data_offsets"}},
    {"a negative size",
     tensor(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"),
     4,
     {"a size in its shape is -1", "whole number"}},
    {"a fractional size", tensor(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,4])"), 4, {"is 1.5"}},
    {"a size beyond 64 bits",
     tensor(R"("dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4])"),
     4,
     {"a size in its shape is 1.84467441e+19"}},
    {"a shape that is no array",
     tensor(R"("dtype":"F32","shape":4,"data_offsets":[0,4])"),
     4,
     {"shape is 4", "an array"}},
    {"a negative offset", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"), 4, {"data_offsets is -4"}},
    {"an end before the beginning",
     tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"),
     4,
     {"ends before it begins (offsets 4..0)"}},
    {"an end after the file's",
     tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"),
     4,
     {"offsets 0..8", "only 4 bytes", "cut short"}},
    {"offsets at the end of 64 bits",
     tensor(R"("dtype":"F32","shape":[1],"data_offsets":[18446744073709551612,18446744073709551615])"),
     4,
     {"only 4 bytes of tensors"}},
    {"a product that overflows 64 bits to the right size",
     tensor(R"("dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0])"),
     0,
     {"impossibly large"}},
    {"a product that overflows 32 bits to the right size",
     tensor(R"("dtype":"F32","shape":[1073741825],"data_offsets":[0,4])"),
     4,
     {"F32 [1073741825] needs 4294967300"}},
    {"a product that overflows once it counts bits",
     tensor(R"("dtype":"F64","shape":[288230376151711745],"data_offsets":[0,8])"),
     8,
     {"impossibly large"}},
    {"half bytes", tensor(R"("dtype":"F4","shape":[3],"data_offsets":[0,2])"), 2, {"is 12 bits, not whole bytes"}},
    {"an overlap",
     R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
     6,
     {"tensors \"a\" (offsets 0..4) and \"b\" (offsets 2..6) overlap"}},
    {"the same bytes twice",
     R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
     4,
     {"overlap"}},
    {"a hole",
     R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})",
     5,
     {"bytes 2..3 before tensor \"b\" belong to no tensor"}},
    {"a hole at the beginning",
     tensor(R"("dtype":"U8","shape":[2],"data_offsets":[1,3])"),
     3,
     {"bytes 0..1 before tensor \"x\""}},
    {"bytes after the last tensor",
     tensor(R"("dtype":"U8","shape":[2],"data_offsets":[0,2])"),
     7,
     {"bytes 2..7 at the end of the file belong to no tensor"}},
    {"bytes and no tensor", "{}", 3, {"bytes 0..3 at the end of the file"}},
    {"a tensor twice",
     R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
     4,
     {"duplicate key \"a\""}},
    {"a field twice",
     tensor(R"("dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,4])"),
     4,
     {"duplicate key \"dtype\""}},
    {"a key that is only another spelling",
     R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
     4,
     {"duplicate key \"a\""}},
    {"metadata of numbers", R"({"__metadata__":{"epoch":3}})", 0, {"__metadata__ \"epoch\" is 3", "a string"}},
    {"metadata that is no object", R"({"__metadata__":"x"})", 0, {"__metadata__ is \"x\"", "an object"}},
    {"a tensor that is no object", R"({"x":[1,2]})", 0, {"tensor \"x\" is an array of 2", "an object"}},
    {"a header that begins with a space", " {}", 0, {"must begin with '{'", "byte 32"}},
    {"a header that is an array", "[]", 0, {"must begin with '{'"}},
    {"a header cut short", R"({"x": {"dtype")", 0, {"header: line 1, column 15", "colon"}},
    {"something after the header's object", "{} x", 0, {"header: line 1, column 4"}},
    {"a NUL byte after the header's object", std::string("{}\0 ", 4), 0, {"NUL byte"}},
    {"a header that is not UTF-8", "{\"\xff\": 1}", 0, {"header: line 1", "encoding"}},
    {"nesting without end", "{\"x\":" + std::string(100000, '['), 0, {"nested deeper than"}},
};

}  // namespace

TEST_CASE("a file that breaks the format is refused with what is wrong") {
  for (const Hostile& hostile : kHostile) {
    INFO(hostile.what);
    const Bytes file = safetensors_file(hostile.header, hostile.data_bytes);
    auto says = hostile.says;
    says.emplace_back("m.safetensors");
    const auto thrown = error_of([&] { static_cast<void>(SafetensorsFile::parse(file, "m.safetensors")); });
    REQUIRE(thrown.has_value());
    INFO(thrown->what());
    CHECK(thrown->code() == ErrorCode::kBadFile);
    for (const std::string& part : says) {
      INFO("expected in the message: " << part);
      CHECK(contains(thrown->what(), part));
    }
  }
}

TEST_CASE("a header length that lies is refused") {
  const std::string header = "{}";
  const auto parse = [&](std::uint64_t claimed) {
    return [&, claimed] { static_cast<void>(SafetensorsFile::parse(safetensors_file(header, {}, claimed))); };
  };
  ATTN_CHECK_ERROR(parse(0), ErrorCode::kBadFile, "claims a header of 0 bytes");
  ATTN_CHECK_ERROR(parse(1), ErrorCode::kBadFile, "claims a header of 1 bytes");
  ATTN_CHECK_ERROR(parse(3), ErrorCode::kBadFile, "claims a header of 3 bytes, but only 2 follow");
  ATTN_CHECK_ERROR(parse(100'000'000), ErrorCode::kBadFile, "but only 2 follow");
  ATTN_CHECK_ERROR(parse(100'000'001), ErrorCode::kBadFile, "more than the format's 100000000");
  ATTN_CHECK_ERROR(parse(UINT64_MAX), ErrorCode::kBadFile, "18446744073709551615", "more than");
  // Whose low 32 bits are the right length: a size_t of 32 bits must not see that alone.
  ATTN_CHECK_ERROR(parse((std::uint64_t{1} << 32U) + 2), ErrorCode::kBadFile, "4294967298", "more than");
}

TEST_CASE("a file too short for a header length is refused") {
  for (std::size_t size = 0; size < 8; ++size) {
    const Bytes file(size);
    ATTN_CHECK_ERROR([&] { static_cast<void>(SafetensorsFile::parse(file)); }, ErrorCode::kBadFile,
                     "has " + std::to_string(size) + " bytes", "too few");
  }
}
