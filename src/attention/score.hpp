// Scores: how much a query and a key match, before mask and softmax. The build gathers scores/ into
// attention/generated/scores.hpp (AllScores), and AnyScore follows.
#pragma once

#include <string_view>
#include <vector>

#include "attention/generated/scores.hpp"
#include "attention/score_contract.hpp"

namespace attn {

using AnyScore = AllScores::Variant;

/// The score with this id; throws Error kUnknownId listing those there are.
AnyScore make_score(std::string_view id, const ScoreParams& params);
/// Scores of a tile; see the contract.
void score_tile(const AnyScore& score, simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out);

/// What the registry knows of each score, in order of id.
struct ScoreInfo {
  std::string_view id, name, formula, source;
};
std::vector<ScoreInfo> score_infos();

}  // namespace attn
