// Files of the native tools and tests; a page hands bytes over instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace attn {

/// Every byte of a file. Throws Error kBadFile naming the path: it cannot be opened or read, is a directory, or
/// is longer than max_bytes.
std::vector<std::byte> read_file(const std::string& path, std::uint64_t max_bytes = std::uint64_t{4} << 30U);

/// The same as text.
std::string read_text_file(const std::string& path, std::uint64_t max_bytes = std::uint64_t{256} << 20U);

}  // namespace attn
