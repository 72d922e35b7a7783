#include "formats/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>

#include "base/text.hpp"

namespace attn {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

[[noreturn]] void bad(const std::string& path, const TextPart& why) {
  fail(ErrorCode::kBadFile, "{}: {}", {path, why});
}

/// Reads to the end, in growing pieces: pipes have no size, and a stated size may lie.
template <class Bytes>
Bytes read_all(const std::string& path, std::uint64_t max_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) bad(path, "is a directory, not a file");
  const std::unique_ptr<std::FILE, Closer> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) bad(path, std::strerror(errno));
  const std::uintmax_t stated = std::filesystem::file_size(path, ignored);
  Bytes bytes;
  std::size_t filled = 0;
  bytes.resize(ignored || stated >= max_bytes ? std::size_t{1} << 16U : static_cast<std::size_t>(stated) + 1);
  for (;;) {
    const std::size_t got = std::fread(bytes.data() + filled, 1, bytes.size() - filled, file.get());
    filled += got;
    if (filled > max_bytes) bad(path, text("is longer than {} bytes", {max_bytes}));
    if (std::ferror(file.get()) != 0) bad(path, std::strerror(errno));
    if (std::feof(file.get()) != 0) break;
    if (filled == bytes.size()) bytes.resize(2 * filled);
  }
  bytes.resize(filled);
  return bytes;
}

template <class Bytes>
Bytes read_with_memory(const std::string& path, std::uint64_t max_bytes) {
  try {
    return read_all<Bytes>(path, max_bytes);
  } catch (const std::bad_alloc&) {
    fail(ErrorCode::kOutOfMemory, "{}: not enough memory to read it", {path});
  } catch (const std::length_error&) {
    fail(ErrorCode::kOutOfMemory, "{}: not enough memory to read it", {path});
  }
}

}  // namespace

std::vector<std::byte> read_file(const std::string& path, std::uint64_t max_bytes) {
  return read_with_memory<std::vector<std::byte>>(path, max_bytes);
}

std::string read_text_file(const std::string& path, std::uint64_t max_bytes) {
  return read_with_memory<std::string>(path, max_bytes);
}

}  // namespace attn
