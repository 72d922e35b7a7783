// Sparse attention: the online softmax of flash attention over the pairs that the mask allows, and over few
// others. A tile of keys that is well filled is computed whole; of the others each query gathers the keys it may
// see. What is done follows the mask, however thin it is spread (Child et al. 2019, section 5.5).
#include <algorithm>

#include "attention/online_softmax.hpp"

namespace attn {

namespace {

// A gathered pair costs about this many times what a pair of a whole tile does, which shares its loads.
constexpr std::size_t kGatherCost = 4;

bool worth_whole(const MaskBand& band, std::size_t n, std::size_t rows) {
  const Tile tile = band.tile(n);
  return band.pairs(n) * kGatherCost >= rows * (tile.j1 - tile.j0);
}

/// The keys in scratch.picked for query i, row r of the tile, all of them visible to it.
void add_picked(const HeadProblem& problem, std::size_t i, std::size_t r, OnlineSoftmax& state, simd::Matrix y,
                Scratch& scratch) {
  const std::size_t count = scratch.picked.size(), d = problem.k.cols, d_v = problem.v.cols;
  if (count == 0) return;
  for (std::size_t n = 0; n < count; ++n) {
    std::copy_n(problem.k.data + scratch.picked[n] * problem.k.stride, d, scratch.keys.data() + n * d);
    std::copy_n(problem.v.data + scratch.picked[n] * problem.v.stride, d_v, scratch.values.data() + n * d_v);
  }
  const simd::Matrix scores{scratch.scores.data(), 1, count, count};
  score_tile(*problem.score, {problem.q.data + i * problem.q.stride, 1, d, problem.q.stride},
             {scratch.keys.data(), count, d, d}, scores);
  softcap_scores(problem, scores);
  if (problem.has_bias())
    for (std::size_t n = 0; n < count; ++n)
      bias_row(problem, i, scratch.picked[n], scratch.bias, {scores.data + n, 1});
  state.add(r, scores, {scratch.values.data(), count, d_v, d_v}, problem.has_bias(), y, scratch);
  problem.work->scores += count;
  problem.work->multiply_adds += score_multiply_adds(*problem.score, 1, count, d) + std::uint64_t{count} * d_v;
  problem.work->bytes_moved += sizeof(float) * std::uint64_t{count} * (d + d_v);
  scratch.picked.clear();
}

/// What query i sees in tiles that are not computed whole.
void add_thin_tiles(const HeadProblem& problem, std::size_t i, std::size_t r, OnlineSoftmax& state, simd::Matrix y,
                    Scratch& scratch) {
  const MaskBand& band = scratch.band;
  for (const KeyRun& run : band.row(r)) {
    for (std::size_t j = run.j0; j < run.j1;) {
      const std::size_t n = j / problem.tile_keys;
      const std::size_t end = std::min(run.j1, band.tile(n).j1);
      if (worth_whole(band, n, y.rows)) j = end;
      for (; j < end; ++j) {
        scratch.picked.push_back(j);
        if (scratch.picked.size() == kTileMost) add_picked(problem, i, r, state, y, scratch);
      }
    }
  }
  add_picked(problem, i, r, state, y, scratch);
}

void query_tile(const HeadProblem& problem, std::size_t i0, simd::Matrix y, Scratch& scratch) {
  const MaskBand& band = scratch.band;
  OnlineSoftmax state;
  state.start(y);
  for (std::size_t n = 0; n < band.tiles(); ++n) {
    problem.work->pairs += band.pairs(n);
    if (band.pairs(n) > 0 && worth_whole(band, n, y.rows)) add_key_tile(problem, n, state, y, scratch);
  }
  for (std::size_t r = 0; r < y.rows; ++r) add_thin_tiles(problem, i0 + r, r, state, y, scratch);
  state.finish(y);
}

}  // namespace

void sparse_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows;
  scratch.scores.resize(std::max(problem.tile_queries * problem.tile_keys, kTileMost));
  scratch.keys.resize(kTileMost * problem.k.cols);
  scratch.values.resize(kTileMost * problem.v.cols);
  scratch.picked.reserve(kTileMost);
  for (std::size_t i0 = 0; i0 < t_q; i0 += problem.tile_queries) {
    const std::size_t i1 = std::min(i0 + problem.tile_queries, t_q);
    scratch.band.bind(*problem.mask, i0, i1, problem.k.rows, problem.tile_keys);
    query_tile(problem, i0, {result.y.data + i0 * result.y.stride, i1 - i0, result.y.cols, result.y.stride}, scratch);
    problem.work->bytes_moved += sizeof(float) * std::uint64_t{i1 - i0} * (problem.q.cols + problem.v.cols);
    problem.work->peak_bytes = std::max(problem.work->peak_bytes, scratch.bytes());
  }
}

}  // namespace attn
