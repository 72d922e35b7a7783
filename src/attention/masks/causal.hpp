#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// A query sees itself and what came before: Vaswani et al. 2017, section 3.2.3.
struct Causal {
  static constexpr std::string_view kId = "causal";
  static constexpr std::string_view kName = "causal";
  static constexpr std::string_view kFormula = "j <= p";
  static constexpr std::string_view kSource = "Vaswani et al. 2017, section 3.2.3";

  std::ptrdiff_t offset = 0;

  static Causal make(const MaskParams& params, const Parameters&) { return {params.offset}; }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    return static_cast<std::ptrdiff_t>(j) <= static_cast<std::ptrdiff_t>(i) + offset;
  }
  void runs(std::size_t i, KeyRuns& out) const { out.add(0, static_cast<std::ptrdiff_t>(i) + offset + 1); }
};

}  // namespace attn::masks
