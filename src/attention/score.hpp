// Scores: how much a query and a key match, before mask and softmax. The build gathers scores/ into
// attention/generated/scores.hpp (AllScores), and AnyScore follows.
#pragma once

#include <cstdint>
#include <vector>

#include "attention/generated/scores.hpp"
#include "attention/score_contract.hpp"

namespace attn {
/// Any score of scores/.
using AnyScore = AllScores::Variant;

/// The score with this id; throws Error kUnknownId listing those there are, or as Parameters does.
AnyScore make_score(const ItemSpec& spec, const ScoreParams& params);
/// Scores of a tile, and the multiply-adds they take; see the contract.
void score_tile(const AnyScore& score, simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out);
std::uint64_t score_multiply_adds(const AnyScore& score, std::uint64_t rows, std::uint64_t cols, std::uint64_t d);
/// The width of keys that the score was made for; d, where any will do.
std::size_t made_for_width(const AnyScore& score, std::size_t d);
/// Every score there is, in order of id.
std::vector<ItemInfo> score_infos();

}  // namespace attn
