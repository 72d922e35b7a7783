#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// The token's own block so far, and the last tokens of every block before, which stand for the rest of it: both heads
/// of the Sparse Transformer's fixed pattern in one. `stride` is a block's length in tokens and `summary` (the paper's
/// c) how many at its end all later tokens see. Blocks start at token 0; the token itself is one of its block's
/// `stride`, and counts. A stride of 0 is sqrt(tokens), rounded up.
struct Fixed {
  static constexpr std::string_view kId = "fixed";
  static constexpr std::string_view kName = "Sparse Transformer, fixed";
  static constexpr std::string_view kFormula =
      "j <= p and (j / stride = p / stride or j mod stride >= stride - summary)";
  static constexpr std::string_view kSource = "Child et al. 2019, section 4.3";
  static constexpr Knob kKnobs[] = {{"stride", 0, 0, 1048576},  ///< 0: sqrt(tokens), rounded up
                                    {"summary", 1, 1, 1048576}};

  std::ptrdiff_t offset = 0, stride = 1, summary = 1;

  static Fixed make(const MaskParams& params, const Parameters& given) {
    return {params.offset, stride_or_root(given, params.tokens()), static_cast<std::ptrdiff_t>(given.count("summary"))};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset, key = static_cast<std::ptrdiff_t>(j);
    return key <= p && (key / stride == p / stride || key % stride >= stride - summary);
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
    if (p < 0) return;
    const std::ptrdiff_t own = p - p % stride, before = summary < stride ? stride - summary : 0;
    for (std::ptrdiff_t block = 0; block < own; block += stride) out.add(block + before, block + stride);
    out.add(own, p + 1);
  }
};

}  // namespace attn::masks
