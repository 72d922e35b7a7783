#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// All see the prefix (a question, a source text), and past it what came before. `length` counts the prefix's
/// tokens; the token itself is seen.
struct Prefix {
  static constexpr std::string_view kId = "prefix";
  static constexpr std::string_view kName = "prefix LM";
  static constexpr std::string_view kFormula = "j < length or j <= p";
  static constexpr std::string_view kSource = "Raffel et al. 2020, section 3.2.1";
  static constexpr Knob kKnobs[] = {{"length", 0, 4, 1048576}};

  std::ptrdiff_t offset = 0, length = 0;

  static Prefix make(const MaskParams& params, const Parameters& given) {
    return {params.offset, static_cast<std::ptrdiff_t>(given.count("length"))};
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const auto key = static_cast<std::ptrdiff_t>(j);
    return key < length || key <= static_cast<std::ptrdiff_t>(i) + offset;
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::ptrdiff_t past = static_cast<std::ptrdiff_t>(i) + offset + 1;
    out.add(0, past > length ? past : length);
  }
};

}  // namespace attn::masks
