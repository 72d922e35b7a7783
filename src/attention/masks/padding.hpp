#pragma once

#include "attention/mask_contract.hpp"

namespace attn::masks {

/// Keys from `valid_keys` on are padding and are seen by no query (ONNX Attention-24 nonpad_kv_seqlen).
struct Padding {
  static constexpr std::string_view kId = "padding";
  static constexpr std::string_view kName = "padding";
  static constexpr std::string_view kFormula = "j < valid_keys";
  static constexpr std::string_view kSource = "ONNX Attention-24, nonpad_kv_seqlen";
  static constexpr Knob kKnobs[] = {{"valid_keys", 0, 4294967295.0, 4294967295.0}};  ///< keys that are no padding

  std::size_t valid_keys = SIZE_MAX;

  static Padding make(const MaskParams&, const Parameters& given) { return {given.count("valid_keys")}; }
  [[nodiscard]] bool allows(std::size_t, std::size_t j) const { return j < valid_keys; }
  void runs(std::size_t, KeyRuns& out) const {
    out.add(0, static_cast<std::ptrdiff_t>(valid_keys < out.t_k() ? valid_keys : out.t_k()));
  }
};

}  // namespace attn::masks
