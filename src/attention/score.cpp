#include "attention/score.hpp"

#include "attention/registry.hpp"

namespace attn {

AnyScore make_score(const ItemSpec& spec, const ScoreParams& params) {
  return make_item<AllScores>("score", spec, params);
}

void score_tile(const AnyScore& score, simd::ConstMatrix q, simd::ConstMatrix k, simd::Matrix out) {
  std::visit([&](const auto& s) { s.tile(q, k, out); }, score);
}

std::uint64_t score_multiply_adds(const AnyScore& score, std::uint64_t rows, std::uint64_t cols, std::uint64_t d) {
  return std::visit([&](const auto& s) { return s.multiply_adds(rows, cols, d); }, score);
}

std::size_t made_for_width(const AnyScore& score, std::size_t d) {
  AllScores::for_each([&]<class S>() {
    if constexpr (requires(const S& s) { s.d; })
      if (const S* s = std::get_if<S>(&score)) d = s->d;
  });
  return d;
}

std::vector<ItemInfo> score_infos() { return infos_of<AllScores>("score"); }

}  // namespace attn
