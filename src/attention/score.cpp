#include "attention/score.hpp"

#include "attention/registry.hpp"

namespace attn {

AnyScore make_score(std::string_view id, const ScoreParams& params) {
  return make_by_id<AllScores>("score", id, params);
}

void score_tile(const AnyScore& score, simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) {
  std::visit([&](const auto& s) { s.tile(q, k, out); }, score);
}

std::vector<ScoreInfo> score_infos() {
  std::vector<ScoreInfo> infos;
  AllScores::for_each([&]<class S>() { infos.push_back({S::kId, S::kName, S::kFormula, S::kSource}); });
  return infos;
}

}  // namespace attn
