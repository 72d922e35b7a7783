// Masks as pictures: a row per query, a column per key, '#' where the key is seen and '.' where it is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reference {

/// The picture of a predicate allows(i, j), lines joined by newlines.
template <class Allows>
std::string picture(std::size_t t_q, std::size_t t_k, Allows&& allows) {
  std::string text;
  for (std::size_t i = 0; i < t_q; ++i) {
    for (std::size_t j = 0; j < t_k; ++j) text += allows(i, j) ? '#' : '.';
    text += '\n';
  }
  return text;
}

/// The bytes of a picture, row-major: 1 for '#', 0 for '.'.
inline std::vector<std::uint8_t> bytes_of(const std::string& picture) {
  std::vector<std::uint8_t> bytes;
  for (const char c : picture)
    if (c == '#' || c == '.') bytes.push_back(c == '#');
  return bytes;
}

}  // namespace reference
