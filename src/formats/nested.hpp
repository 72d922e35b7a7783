// Nested JSON arrays as dense tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "formats/json.hpp"

namespace attn {

/// Row-major. Where an empty array ends the nesting early, the axes below it are unknown and shape stops there.
struct Nested {
  std::vector<std::size_t> shape;
  std::vector<float> numbers;
  std::vector<std::uint8_t> booleans;  ///< instead of numbers, when the elements are true and false
  bool boolean = false;
};

/// Reads arrays of one depth, of at most `max_axes`, whose elements are all numbers ("inf", "-inf" and "nan" among
/// them), or all booleans where those are allowed. Throws Error kBadFile naming the element that does not fit.
Nested read_nested(const JsonValue& value, const std::string& where, std::size_t max_axes, bool allow_booleans);

/// "[1, 2, 3]"
std::string shape_text(const std::vector<std::size_t>& shape);

}  // namespace attn
