// What a head does on one text, in a few numbers, and the name that the literature has for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attn {

/// All scores are means over queries of attention weights, from 0 to 1. Query 0 sees only itself and is
/// left out. Absent where the text gives nothing to measure (one token; no repeated token).
struct HeadStats {
  std::optional<double> previous_token;  ///< A[i, i-1] (Elhage et al. 2021, "Two-layer attention-only transformers")
  std::optional<double> first_token;  ///< A[i, 0]: the attention sink (Xiao et al. 2023, section 3.1)
  std::optional<double> current_token;  ///< A[i, i]
  /// Over queries whose token occurred at some p < i - 1: attention to the tokens p + 1 that followed
  /// (the prefix-matching score of Olsson et al. 2022, "Defining induction heads").
  std::optional<double> induction;
  /// Over queries whose token occurred before: attention to those occurrences (Wang et al. 2022, section 3.3).
  std::optional<double> duplicate_token;
  std::optional<double> entropy_bits;  ///< mean entropy of a query's weights, in bits
  std::optional<double> mean_distance;  ///< mean of i - j under a query's weights, in tokens
  std::size_t induction_queries = 0, duplicate_queries = 0;  ///< how many queries those two are means of

  std::string_view label;  ///< "previous token", "first token", "current token", "induction", "duplicate token", or ""
  double label_score = 0;  ///< the score that earned the label
};

/// A label is the largest score that is at least this, at least twice what a head spreading its weight
/// evenly over what it sees would score on the same text, and a mean of at least three queries.
inline constexpr double kLabelThreshold = 0.4;
inline constexpr double kLabelOverEven = 2;  ///< see kLabelThreshold
inline constexpr std::size_t kLabelQueries = 3;  ///< see kLabelThreshold

/// One entry a head. pattern [h, t, t] row-major, causal; ids [t]. Throws Error kBadArgument when sizes disagree.
std::vector<HeadStats> head_stats(std::span<const float> pattern, std::size_t h, std::span<const std::int32_t> ids);

}  // namespace attn
