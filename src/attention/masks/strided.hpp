#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// The last tokens, and every stride-th one before: both heads of the Sparse Transformer's strided pattern in one.
/// `stride` counts tokens; the token itself comes on top of it, as in the paper, whose first head sees from i - l to
/// i: l + 1 tokens (the earliest is a multiple of l away, and seen by the other head too: whoever counts l sees the
/// same). A stride of 0 is the paper's choice for n tokens, sqrt(n), rounded up.
struct Strided {
  static constexpr std::string_view kId = "strided";
  static constexpr std::string_view kName = "Sparse Transformer, strided";
  static constexpr std::string_view kFormula = "j <= p and (p - j <= stride or (p - j) mod stride = 0)";
  static constexpr std::string_view kSource = "Child et al. 2019, section 4.3";
  static constexpr Knob kKnobs[] = {{"stride", 0, 0, 1048576}};  ///< 0: sqrt(tokens), rounded up

  std::ptrdiff_t offset = 0, stride = 1;

  static Strided make(const MaskParams& params, const Parameters& given) {
    return {params.offset, stride_or_root(given, params.tokens())};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::ptrdiff_t back = static_cast<std::ptrdiff_t>(i) + offset - static_cast<std::ptrdiff_t>(j);
    return back >= 0 && (back <= stride || back % stride == 0);
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t p = static_cast<std::ptrdiff_t>(i) + offset;
    if (p < 0) return;
    for (std::ptrdiff_t j = p % stride; j < p - stride; j += stride) out.add(j, j + 1);
    out.add(p - stride, p + 1);
  }
};

}  // namespace attn::masks
