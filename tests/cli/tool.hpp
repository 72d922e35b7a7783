// Runs the built tool as people do. Native only: a wasm module starts no processes.
#pragma once

#ifdef ATTN_CLI

#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "formats/file.hpp"
#include "formats/json.hpp"
#include "support/errors.hpp"

namespace attn::testing {

struct ToolResult {
  int exit_code;
  std::string out, err;
  [[nodiscard]] JsonValue json() const { return parse_json(out, "standard output"); }
};

/// A folder that is gone when the test is over.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "attn-test-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
    path_ = path;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }
  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = *this / name;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size() || std::fclose(file) != 0) {
      throw std::runtime_error("cannot write " + path);
    }
    return path;
  }

 private:
  std::filesystem::path path_;
};

/// arguments: as a shell reads them.
inline ToolResult attn_tool(const std::string& arguments) {
  const TemporaryFolder folder;
  const std::string out = folder / "out", err = folder / "err";
  const int status = std::system((std::string(ATTN_CLI) + " " + arguments + " >" + out + " 2>" + err).c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text_file(out), read_text_file(err)};
}

/// The tool fails with this code, one line on standard error that says every part, and prints nothing.
inline void check_failure(const std::string& arguments, int code, const std::vector<std::string>& says) {
  INFO("attn " << arguments);
  const ToolResult result = attn_tool(arguments);
  INFO(result.err);
  CHECK(result.exit_code == code);
  CHECK(result.out.empty());
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(result.err.starts_with("attn"));
  for (const std::string& part : says) {
    INFO("expected in the message: " << part);
    CHECK(contains(result.err, part));
  }
}

}  // namespace attn::testing

#endif
