#pragma once

#include <vector>

#include "attention/mask_contract.hpp"
#include "base/text.hpp"

namespace attn::masks {

/// Any picture: row p is what the query at position p sees, column j is key j; whether the token itself counts is for
/// the painter to say. Queries and keys outside of the picture are masked.
struct Painted {
  static constexpr std::string_view kId = "painted";
  static constexpr std::string_view kName = "painted";
  static constexpr std::string_view kFormula = "rows[p][j]";
  static constexpr std::string_view kSource = "Dong et al. 2024, section 3.1";
  static constexpr std::string_view kTensors[] = {"rows"};  ///< [queries, keys]: 1 (or '#') is seen, 0 (or '.') is not

  std::ptrdiff_t offset = 0;
  std::size_t height = 0, width = 0;
  std::vector<std::uint8_t> seen;  ///< [height, width]

  static Painted make(const MaskParams& params, const Parameters& given) {
    const NamedTensor* rows = given.tensor("rows", {0, 0});
    if (rows == nullptr)
      fail(ErrorCode::kBadArgument, "mask painted has no picture: give \"rows\", a row of '#' and '.' per query");
    Painted mask{params.offset, rows->shape[0], rows->shape[1], {}};
    for (const float cell : rows->data) mask.seen.push_back(cell < 0 || cell > 0);  // a NaN is not seen
    return mask;
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::size_t p = i + static_cast<std::size_t>(offset);  // before token 0: wraps, past the end
    return p < height && j < width && seen[p * width + j] != 0;
  }
};

}  // namespace attn::masks
