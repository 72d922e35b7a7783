// Flash attention (Dao et al. 2022, algorithm 1, with queries in the outer loop as in Dao 2023, section 3.1): a
// tile of queries meets one tile of keys after the other, and what passes from tile to tile is the state of an
// online softmax. Memory is O(t).
#include <algorithm>

#include "attention/online_softmax.hpp"

namespace attn {

namespace {

void show(const HeadProblem& problem, std::size_t n, const OnlineSoftmax& state, simd::Matrix y, const MaskBand& band) {
  if (problem.flash_observer == nullptr) return;
  problem.flash_observer->on_step({.batch = problem.batch,
                                   .head = problem.head,
                                   .tile = band.tile(n),
                                   .cover = band.cover(n),
                                   .m = {state.m, y.rows},
                                   .l = {state.l, y.rows},
                                   .y = {y.data, y.rows, y.cols, y.stride}});
}

/// One tile of queries against all keys.
void query_tile(const HeadProblem& problem, simd::Matrix y, Scratch& scratch) {
  const MaskBand& band = scratch.band;
  OnlineSoftmax state;
  state.start(y);
  for (std::size_t n = 0; n < band.tiles(); ++n) {
    if (band.pairs(n) > 0) add_key_tile(problem, n, state, y, scratch);
    problem.work->pairs += band.pairs(n);
    show(problem, n, state, y, band);
  }
  state.finish(y);
}

}  // namespace

void flash_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows;
  scratch.resize(problem, std::min(problem.tile_queries, t_q), std::min(problem.tile_keys, problem.k.rows));
  for (std::size_t i0 = 0; i0 < t_q; i0 += problem.tile_queries) {
    const std::size_t i1 = std::min(i0 + problem.tile_queries, t_q);
    scratch.band.bind(*problem.mask, i0, i1, problem.k.rows, problem.tile_keys);
    query_tile(problem, {result.y.data + i0 * result.y.stride, i1 - i0, result.y.cols, result.y.stride}, scratch);
    problem.work->bytes_moved += sizeof(float) * std::uint64_t{i1 - i0} * (problem.q.cols + problem.v.cols);
    problem.work->peak_bytes = std::max(problem.work->peak_bytes, scratch.bytes());
  }
}

}  // namespace attn
