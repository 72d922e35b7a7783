// Sparse attention: the online softmax of flash attention over the pairs that the mask allows, and over few
// others. A tile of keys that is well filled is computed whole; of the others each query gathers the keys it may
// see. What is done follows the mask, however thin it is spread (Child et al. 2019, section 5.5).
#include <algorithm>

#include "attention/online_softmax.hpp"

namespace attn {

namespace {

/// Where a row has got to among its runs.
struct Cursor {
  std::size_t run = 0, j = 0;
};

/// Writes a row's next keys in tiles that are not computed whole, as many as picked has room for; returns how many.
std::size_t pick(std::span<const KeyRun> runs, std::span<const std::uint8_t> whole, std::size_t tile_keys, Cursor& at,
                 std::span<std::size_t> picked) {
  std::size_t count = 0, tile_end = 0;
  bool skip = false;
  for (; at.run < runs.size(); ++at.run) {
    const KeyRun run = runs[at.run];
    for (at.j = std::max(at.j, run.j0); at.j < run.j1;) {
      if (at.j >= tile_end) {
        const std::size_t n = at.j / tile_keys;
        skip = whole[n] != 0;
        tile_end = (n + 1) * tile_keys;
      }
      const std::size_t end = std::min(run.j1, tile_end);
      if (skip) at.j = end;
      for (; at.j < end; ++at.j) {
        if (count == picked.size()) return count;
        picked[count++] = at.j;
      }
    }
  }
  return count;
}

/// The picked keys [picked.size(), d]: where they lie, if all are as far apart (a run, or a stride), else copied.
simd::ConstMatrix picked_keys(simd::ConstMatrix k, std::span<const std::size_t> picked, std::span<float> copy) {
  const std::size_t count = picked.size(), step = count > 1 ? picked[1] - picked[0] : 1;
  std::size_t n = 1;
  while (n < count && picked[n] - picked[n - 1] == step) ++n;
  if (n == count) return {k.data + picked[0] * k.stride, count, k.cols, step * k.stride};
  for (n = 0; n < count; ++n) std::copy_n(k.data + picked[n] * k.stride, k.cols, copy.data() + n * k.cols);
  return {copy.data(), count, k.cols, k.cols};
}

/// Keys that query i may see, for row r of its tile.
void add_picked(const HeadProblem& problem, std::size_t i, std::size_t r, std::span<const std::size_t> picked,
                OnlineSoftmax& state, simd::Matrix y, Scratch& scratch) {
  const std::size_t count = picked.size(), d = problem.k.cols, d_v = problem.v.cols;
  const simd::Matrix scores{scratch.scores.data(), 1, count, count};
  score_tile(*problem.score, {problem.q.data + i * problem.q.stride, 1, d, problem.q.stride},
             picked_keys(problem.k, picked, scratch.keys), scores);
  softcap_scores(problem, scores);
  if (problem.has_bias())
    for (std::size_t n = 0; n < count; ++n) bias_row(problem, i, picked[n], scratch.bias, {scores.data + n, 1});
  state.add_picked(r, scores, picked, problem.v, problem.has_bias(), y, scratch);
  problem.work->scores += count;
  problem.work->multiply_adds += score_multiply_adds(*problem.score, 1, count, d) + std::uint64_t{count} * d_v;
  problem.work->bytes_moved += sizeof(float) * std::uint64_t{count} * (d + d_v);
}

/// What queries i0, i0 + 1, ... see in tiles that are not computed whole: a few keys of each query, then the next few,
/// so that neighbouring queries, who often see neighbouring keys, find them in cache.
void add_thin_tiles(const HeadProblem& problem, std::size_t i0, OnlineSoftmax& state, simd::Matrix y,
                    Scratch& scratch) {
  Cursor at[kTileMost];
  std::size_t picked[kTileMost];
  for (bool more = true; more;) {
    more = false;
    for (std::size_t r = 0; r < y.rows; ++r) {
      const std::size_t count = pick(scratch.band.row(r), scratch.whole, problem.tile_keys, at[r], picked);
      if (count > 0) add_picked(problem, i0 + r, r, {picked, count}, state, y, scratch);
      more = more || count == kTileMost;
    }
  }
}

void query_tile(const HeadProblem& problem, std::size_t i0, simd::Matrix y, Scratch& scratch) {
  const MaskBand& band = scratch.band;
  OnlineSoftmax state;
  state.start(y);
  bool thin = false;
  for (std::size_t n = 0; n < band.tiles(); ++n) {
    const Tile tile = band.tile(n);
    const std::size_t pairs = band.pairs(n);
    problem.work->pairs += pairs;
    scratch.whole[n] = pairs > 0 && pairs * kGatherCost >= y.rows * (tile.j1 - tile.j0);
    if (scratch.whole[n] != 0)
      add_key_tile(problem, n, state, y, scratch);
    else
      thin = thin || pairs > 0;
  }
  if (thin) add_thin_tiles(problem, i0, state, y, scratch);
  state.finish(y);
}

}  // namespace

void sparse_head(const HeadProblem& problem, const HeadResult& result, Scratch& scratch) {
  const std::size_t t_q = problem.q.rows, t_k = problem.k.rows;
  // A row of picked keys must fit where a tile does.
  const std::size_t rows = std::min(problem.tile_queries, t_q), cols = std::min(kTileMost, t_k);
  scratch.resize(problem, rows, cols);
  scratch.keys.resize(cols * problem.k.cols);
  scratch.whole.resize((t_k + problem.tile_keys - 1) / problem.tile_keys);
  for (std::size_t i0 = 0; i0 < t_q; i0 += problem.tile_queries) {
    const std::size_t i1 = std::min(i0 + problem.tile_queries, t_q);
    scratch.band.bind(*problem.mask, i0, i1, t_k, problem.tile_keys);
    query_tile(problem, i0, {result.y.data + i0 * result.y.stride, i1 - i0, result.y.cols, result.y.stride}, scratch);
    problem.work->bytes_moved += sizeof(float) * std::uint64_t{i1 - i0} * (problem.q.cols + problem.v.cols);
    problem.work->peak_bytes = std::max(problem.work->peak_bytes, scratch.bytes());
  }
}

}  // namespace attn
