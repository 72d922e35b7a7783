#include "cli/write_file.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/text.hpp"

namespace attn::cli {
namespace {

namespace fs = std::filesystem;

/// Whether all of it was written; what is open is closed. `mode` as of std::fopen.
bool put(const fs::path& path, const char* mode, const std::string& content) {
  std::FILE* file = std::fopen(path.string().c_str(), mode);
  if (file == nullptr) return false;
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  return std::fclose(file) == 0 && written;
}

/// The file that a path means, behind its symbolic links. Empty where it is to be written to directly.
fs::path target_of(fs::path path) {
  constexpr int kMostLinks = 40;
  std::error_code none;
  const fs::file_status status = fs::status(path, none);
  if (fs::exists(status) && !fs::is_regular_file(status)) return {};
  for (int links = 0;; ++links) {
    // Standard output that was sent to a file: whoever opened it waits for the text there, not in another file.
    const std::string name = path.string();
    if (name.starts_with("/dev/") || name.starts_with("/proc/") || links == kMostLinks) return {};
    if (!fs::is_symlink(path, none)) return path;
    // An absolute target replaces the folder before it.
    path = path.parent_path() / fs::read_symlink(path, none);
  }
}

/// Writes a file beside the target, with its permissions, and renames it.
bool replace(const fs::path& target, const std::string& content) {
  std::error_code problem;
  if (fs::exists(target, problem)) {
    // Renaming would replace a file that may not be written.
    std::FILE* file = std::fopen(target.string().c_str(), "r+b");
    if (file == nullptr) return false;
    std::fclose(file);
  }
  fs::path beside;
  for (int n = 0; beside.empty(); ++n) {
    fs::path name = target;
    name.replace_filename(text(".{}.{}", {target.filename().string(), n}));
    constexpr int kMostNames = 1000;  // left behind by others that were killed
    if (n == kMostNames) return false;
    if (std::FILE* file = std::fopen(name.string().c_str(), "wbx")) {
      std::fclose(file);
      beside = name;
    } else if (!fs::exists(name, problem)) {
      return false;
    }
  }
  const fs::file_status before = fs::status(target, problem);
  bool done = put(beside, "wb", content);
  if (done && fs::exists(before)) {
    fs::permissions(beside, before.permissions(), problem);
    done = !problem;
  }
  if (done) {
    fs::rename(beside, target, problem);
    done = !problem;
  }
  if (!done) fs::remove(beside, problem);
  return done;
}

}  // namespace

void write_file(const std::string& path, const std::string& content) {
  const fs::path target = target_of(path);
  if (target.empty() ? !put(path, "wb", content) : !replace(target, content))
    fail(ErrorCode::kBadFile, "cannot write {}", {path});
}

}  // namespace attn::cli
