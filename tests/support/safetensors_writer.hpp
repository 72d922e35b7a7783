// Safetensors files made in memory, right or wrong on purpose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attn::testing {

using Bytes = std::vector<std::byte>;

/// Eight bytes of `claimed` header length (little-endian), the header, the data.
inline Bytes safetensors_file(std::string_view header, std::span<const std::byte> data, std::uint64_t claimed) {
  Bytes file(8 + header.size() + data.size());
  for (unsigned n = 0; n < 8; ++n) file[n] = static_cast<std::byte>(claimed >> (8 * n));
  std::memcpy(file.data() + 8, header.data(), header.size());
  if (!data.empty()) std::memcpy(file.data() + 8 + header.size(), data.data(), data.size());
  return file;
}

inline Bytes safetensors_file(std::string_view header, std::span<const std::byte> data) {
  return safetensors_file(header, data, header.size());
}

/// The header, followed by that many bytes 0, 1, 2, ...
inline Bytes safetensors_file(std::string_view header, std::size_t data_bytes) {
  Bytes data(data_bytes);
  for (std::size_t n = 0; n < data_bytes; ++n) data[n] = static_cast<std::byte>(n);
  return safetensors_file(header, data);
}

}  // namespace attn::testing
