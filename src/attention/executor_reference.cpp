// Attention as it is written down: all scores of a head, stage by stage, each of which can be looked at.
#include <algorithm>

#include "attention/executor.hpp"

namespace attn {

namespace {

void copy_if(bool wanted, const std::vector<float>& from, const simd::Matrix& to) {
  if (!wanted || to.data == nullptr) return;
  for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.data() + i * to.cols, to.cols, to.data + i * to.stride);
}

/// The scores are written once, read and written by softmax, and read for the sum (algorithm 0 of Dao et al. 2022).
void count_work(const HeadProblem& problem, const Scratch& scratch) {
  const std::uint64_t t_q = problem.q.rows, t_k = problem.k.rows;
  Work& work = *problem.work;
  work.pairs += scratch.band.pairs(0);
  work.bytes_moved += sizeof(float) * (t_q * (problem.q.cols + problem.v.cols) +
                                       t_k * (problem.k.cols + problem.v.cols) + 4 * t_q * t_k);
  work.peak_bytes = std::max(work.peak_bytes, scratch.bytes());
}

}  // namespace

void reference_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows, t_k = problem.k.rows;
  for (std::size_t i = 0; i < t_q; ++i) std::fill_n(result.y.data + i * result.y.stride, result.y.cols, 0.0f);

  const Tile whole{0, t_q, 0, t_k};
  scratch.band.bind(*problem.mask, 0, t_q, t_k, t_k);
  const bool none_masked =
      scratch.band.cover(0) == TileCover::kFull && !problem.has_bias() && problem.observer == nullptr;
  scratch.resize(problem, t_q, t_k, none_masked);
  const simd::Matrix scores{scratch.scores.data(), t_q, t_k, t_k};

  scaled_scores(problem, whole, scores);
  copy_if(result.stage == ScoreStage::kScaled, scratch.scores, result.scores);
  softcap_scores(problem, scores);
  copy_if(result.stage == ScoreStage::kSoftcapped, scratch.scores, result.scores);
  mask_scores(problem, 0, scratch, scores);
  if (problem.observer) problem.observer->on_scores(problem.batch, problem.head, scratch.scores);
  copy_if(result.stage == ScoreStage::kMasked, scratch.scores, result.scores);

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
  count_work(problem, scratch);
}

}  // namespace attn
