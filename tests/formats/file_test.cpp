#include "formats/file.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

TEST_CASE("a file is read whole, and what cannot be read is named") {
  const std::string path = (std::filesystem::temp_directory_path() / "attn-file-test.bin").string();
  const std::string text = std::string("a\0b\r\n\xff", 6);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  REQUIRE(file != nullptr);
  REQUIRE(std::fwrite(text.data(), 1, text.size(), file) == text.size());
  REQUIRE(std::fclose(file) == 0);

  CHECK(read_text_file(path) == text);
  CHECK(read_file(path).size() == text.size());
  CHECK(read_file(path, text.size()).size() == text.size());
  ATTN_CHECK_ERROR([&] { static_cast<void>(read_file(path, 5)); }, ErrorCode::kBadFile, path, "longer than 5 bytes");
  std::filesystem::remove(path);
  ATTN_CHECK_ERROR([&] { static_cast<void>(read_file(path)); }, ErrorCode::kBadFile, path, "No such file");
  const std::string folder = std::filesystem::temp_directory_path().string();
  ATTN_CHECK_ERROR([&] { static_cast<void>(read_file(folder)); }, ErrorCode::kBadFile, folder, "is a directory");
}
