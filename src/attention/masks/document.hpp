#pragma once

#include <vector>

#include "attention/mask_contract.hpp"
#include "base/text.hpp"

namespace attn::masks {

/// Several documents packed into one sequence: a token sees its own, itself among it. Which document each token
/// belongs to comes with the problem (MaskParams::segments; those past the last key are not read); a query that is none
/// of those tokens sees nothing.
struct Document {
  static constexpr std::string_view kId = "document";
  static constexpr std::string_view kName = "documents";
  static constexpr std::string_view kFormula = "segment[p] = segment[j]";
  static constexpr std::string_view kSource = "Krell et al. 2021, section 3.2";

  std::ptrdiff_t offset = 0;
  std::vector<std::int32_t> segments;  ///< [t_k]
  std::vector<KeyRun> stretches;  ///< neighbours of one segment

  static Document make(const MaskParams& params, const Parameters&) {
    if (params.segments.size() < params.t_k)
      fail(ErrorCode::kBadArgument,
           "mask document needs the document of each of {} keys, and segments has {}: give \"segments\" a number per "
           "key",
           {params.t_k, params.segments.size()});
    Document mask{params.offset, {params.segments.begin(), params.segments.begin() + params.t_k}, {}};
    for (std::size_t j = 0; j < params.t_k; ++j) {
      if (j == 0 || mask.segments[j] != mask.segments[j - 1])
        mask.stretches.push_back({j, j + 1});
      else
        mask.stretches.back().j1 = j + 1;
    }
    return mask;
  }
  [[nodiscard]] bool allows(std::size_t i, std::size_t j) const {
    const std::size_t p = i + static_cast<std::size_t>(offset);  // before token 0: wraps, past the end
    return p < segments.size() && j < segments.size() && segments[p] == segments[j];
  }
  void runs(std::size_t i, KeyRuns& out) const {
    const std::size_t p = i + static_cast<std::size_t>(offset);
    if (p >= segments.size()) return;
    for (const KeyRun& run : stretches)
      if (segments[run.j0] == segments[p])
        out.add(static_cast<std::ptrdiff_t>(run.j0), static_cast<std::ptrdiff_t>(run.j1));
  }
};

}  // namespace attn::masks
