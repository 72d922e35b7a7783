#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// Every query sees every key.
struct Full {
  static constexpr std::string_view kId = "full";
  static constexpr std::string_view kName = "full";
  static constexpr std::string_view kFormula = "every j";
  static constexpr std::string_view kSource = "Bahdanau et al. 2014, section 3.1";

  static Full make(const MaskParams&, const Parameters&) { return {}; }
  [[nodiscard]] bool allows(std::size_t, std::size_t) const { return true; }
  void runs(std::size_t, KeyRuns& out) const { out.add(0, static_cast<std::ptrdiff_t>(out.t_k())); }
};

}  // namespace attn::masks
