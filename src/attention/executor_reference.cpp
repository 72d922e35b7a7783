// Attention as it is written down: all scores of a head, stage by stage, each of which can be looked at.
#include <algorithm>

#include "attention/executor.hpp"

namespace attn {

namespace {

void copy_if(bool wanted, const std::vector<float>& from, const simd::Matrix& to) {
  if (!wanted || to.data == nullptr) return;
  for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.data() + i * to.cols, to.cols, to.data + i * to.stride);
}

}  // namespace

void reference_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows, t_k = problem.k.rows;
  if (t_q == 0) return;
  for (std::size_t i = 0; i < t_q; ++i) std::fill_n(result.y.data + i * result.y.stride, result.y.cols, 0.0f);
  if (t_k == 0) return;

  const Tile whole{0, t_q, 0, t_k};
  const TileCover cover = problem.mask->cover(whole);
  scratch.scores.resize(t_q * t_k);
  const simd::Matrix scores{scratch.scores.data(), t_q, t_k, t_k};

  scaled_scores(problem, whole, scores);
  copy_if(result.stage == ScoreStage::kScaled, scratch.scores, result.scores);
  softcap_scores(problem, scores);
  copy_if(result.stage == ScoreStage::kSoftcapped, scratch.scores, result.scores);
  mask_scores(problem, whole, cover, scratch.allowed, scores);
  if (problem.observer) problem.observer->on_scores(problem.batch, problem.head, scratch.scores);
  copy_if(result.stage == ScoreStage::kMasked, scratch.scores, result.scores);

  const bool none_masked = cover == TileCover::kFull && problem.bias.data == nullptr && problem.observer == nullptr;
  const bool select = !none_masked && !values_are_finite(problem.v);
  if (select) unmasked_pairs(scores, scratch.allowed);
  for (std::size_t i = 0; i < t_q; ++i) simd::softmax({scores.data + i * t_k, t_k});
  if (problem.observer) problem.observer->on_pattern(problem.batch, problem.head, scratch.scores);
  copy_if(result.stage == ScoreStage::kPattern, scratch.scores, result.scores);

  const simd::ConstMatrix pattern{scores.data, t_q, t_k, t_k};
  if (select)
    add_values_selected(pattern, scratch.allowed, problem.v, result.y);
  else
    simd::gemm_nn(pattern, problem.v, result.y);
}

}  // namespace attn
