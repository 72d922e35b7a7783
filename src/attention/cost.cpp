#include "attention/cost.hpp"

#include <algorithm>

#include "attention/executor.hpp"

namespace attn {

namespace {

/// One head under one mask, added to `work` a tile of queries at a time.
struct HeadCost {
  const AttentionProblem& p;
  const MaskSet& mask;
  std::size_t rows, cols;  ///< of a tile; all queries and keys for the reference executor
  Work work{};

  [[nodiscard]] std::uint64_t pair_bytes(std::uint64_t tokens) const {
    return tokens * (p.shape.d + p.shape.d_v) * sizeof(float);
  }
  void add_scores(std::uint64_t queries, std::uint64_t keys) {
    work.scores += queries * keys;
    work.multiply_adds += score_multiply_adds(p.score, queries, keys, p.shape.d) + queries * keys * p.shape.d_v;
    work.bytes_moved += pair_bytes(keys);
  }
  /// Queries [i0, i1).
  void add_queries(std::size_t i0, std::size_t i1);
  [[nodiscard]] std::size_t buffers(bool all_seen) const;
};

void HeadCost::add_queries(std::size_t i0, std::size_t i1) {
  const std::size_t t_k = p.shape.t_k, tiles = (t_k + cols - 1) / cols;
  std::vector<KeyRuns> seen;
  std::vector<std::uint64_t> pairs(tiles);
  /// f(tile, keys) for each piece of a run within one tile.
  const auto pieces = [&](const KeyRuns& row, auto&& f) {
    for (const KeyRun& run : row.runs())
      for (std::size_t n = run.j0 / cols; n * cols < run.j1; ++n)
        f(n, std::min(run.j1, (n + 1) * cols) - std::max(run.j0, n * cols));
  };
  std::size_t runs = 0;
  for (std::size_t i = i0; i < i1; ++i) {
    seen.push_back(mask.row(i, t_k));
    runs += seen.back().runs().size();
    pieces(seen.back(), [&](std::size_t n, std::size_t keys) { pairs[n] += keys; });
  }
  const bool sparse = p.executor == Executor::kSparse;
  const auto gathered = [&](std::size_t n) {
    return sparse && pairs[n] * kGatherCost < (i1 - i0) * (std::min((n + 1) * cols, t_k) - n * cols);
  };
  std::uint64_t all = 0;
  for (std::size_t n = 0; n < tiles; ++n) {
    all += pairs[n];
    if ((pairs[n] > 0 || p.executor == Executor::kReference) && !gathered(n))
      add_scores(i1 - i0, std::min((n + 1) * cols, t_k) - n * cols);
  }
  for (const KeyRuns& row : seen) {
    std::size_t keys = 0;
    pieces(row, [&](std::size_t n, std::size_t count) { keys += gathered(n) ? count : 0; });
    for (; keys > 0; keys -= std::min(keys, kTileMost)) add_scores(1, std::min(keys, kTileMost));
  }
  work.pairs += all;
  work.bytes_moved += pair_bytes(i1 - i0);
  const std::size_t band = runs * sizeof(KeyRun) + (i1 - i0 + tiles) * sizeof(std::size_t);
  work.peak_bytes = std::max(work.peak_bytes, band + buffers(all == std::uint64_t{i1 - i0} * t_k));
}

std::size_t HeadCost::buffers(bool all_seen) const {
  const bool biased = p.bias || !p.biases.empty();
  const bool marked = p.executor != Executor::kReference || !all_seen || biased || p.observer != nullptr;
  const bool sparse = p.executor == Executor::kSparse;
  const std::size_t width = std::min(sparse ? kTileMost : cols, p.shape.t_k), pairs = rows * width;
  return pairs * sizeof(float) + (marked ? pairs : 0) + (biased ? width * sizeof(float) : 0) +
         (sparse ? width * p.shape.d * sizeof(float) + (p.shape.t_k + cols - 1) / cols : 0);
}

}  // namespace

Work predicted_work(const AttentionProblem& problem) {
  check_problem(problem);
  const AttentionShape& s = problem.shape;
  const MaskSet everything;
  const bool whole = problem.executor == Executor::kReference;
  Work total;
  if (s.t_q == 0 || s.t_k == 0) return total;
  const std::size_t masks = std::max<std::size_t>(problem.masks.size(), 1), each = s.h * (masks > 1 ? 1 : s.batch);
  for (std::size_t n = 0; n < masks; ++n) {
    HeadCost head{problem, problem.masks.empty() ? everything : problem.masks[n],
                  whole ? s.t_q : std::min(problem.tile_queries, s.t_q), whole ? s.t_k : problem.tile_keys};
    for (std::size_t i0 = 0; i0 < s.t_q; i0 += head.rows) head.add_queries(i0, std::min(i0 + head.rows, s.t_q));
    // Scores are written once, read and written by softmax, and read for the sum.
    if (whole) head.work.bytes_moved += 4 * sizeof(float) * std::uint64_t{s.t_q} * s.t_k;
    total.pairs += each * head.work.pairs;
    total.scores += each * head.work.scores;
    total.multiply_adds += each * head.work.multiply_adds;
    total.bytes_moved += each * head.work.bytes_moved;
    if (each > 0) total.peak_bytes = std::max(total.peak_bytes, head.work.peak_bytes);
  }
  return total;
}

std::uint64_t kv_cache_bytes_per_token(std::size_t g, std::size_t d, std::size_t d_v, std::size_t bytes_per_number) {
  return std::uint64_t{g} * (d + d_v) * bytes_per_number;
}

}  // namespace attn
