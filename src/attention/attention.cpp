#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <new>

#include "attention/contract.hpp"
#include "attention/executor.hpp"
#include "attention/registry.hpp"
#include "base/text.hpp"

namespace attn {

namespace {

struct ExecutorEntry {
  Executor executor;
  std::string_view id, name, formula, source;
  void (*head)(const HeadProblem&, const HeadResult&, Scratch&);
  bool has_scores;  ///< holds a head's whole scores, and so can show them and let them be changed
};
constexpr std::array kExecutors{
    ExecutorEntry{Executor::kReference, "reference", "whole matrices", "softmax(scores) V", "Vaswani et al. 2017",
                  reference_head, true},
    ExecutorEntry{Executor::kFlash, "flash", "flash attention", "the same, tile by tile with m, l and O",
                  "Dao et al. 2022, algorithm 1", flash_head, false},
    ExecutorEntry{Executor::kSparse, "sparse", "sparse", "the same, over allowed pairs",
                  "Child et al. 2019, section 5.5", sparse_head, false},
};

[[noreturn]] void bad(const char* format, std::initializer_list<TextPart> parts) {
  fail(ErrorCode::kBadArgument, format, parts);
}

const ExecutorEntry& entry_of(Executor executor) {
  for (const ExecutorEntry& entry : kExecutors)
    if (entry.executor == executor) return entry;
  bad("executor number {} does not exist: use one that executor_from_id gives", {static_cast<unsigned>(executor)});
}

[[noreturn]] void made_for_another(const char* item, std::size_t made, std::size_t met) {
  bad("a {} = {} meets {}: make it for that", {item, made, met});
}

void validate_shape(const AttentionShape& s) {
  if (s.h == 0 || s.g == 0) bad("h = {} query heads and g = {} key/value heads: both must be at least 1", {s.h, s.g});
  if (s.h % s.g != 0)
    bad("h = {} query heads cannot share g = {} key/value heads evenly: make h a multiple of g", {s.h, s.g});
  if (s.d == 0 || s.d_v == 0)
    bad("widths d = {} and d_v = {}: give at least 1 key and value, of at least 1 number", {s.d, s.d_v});
}

void validate_views(const AttentionProblem& p, const AttentionResult& r) {
  const AttentionShape& s = p.shape;
  if (s.batch > 0 && s.t_q > 0 && !p.q) bad("q has no data, but there are {} queries", {s.t_q});
  if (s.batch > 0 && s.t_k > 0 && !p.k) bad("k has no data, but there are {} keys", {s.t_k});
  if (s.batch > 0 && s.t_k > 0 && !p.v) bad("v has no data, but there are {} keys", {s.t_k});
  if (s.batch > 0 && s.t_q > 0 && !r.y) bad("y has no data: it needs room for batch x h x t_q x d_v floats", {});
  if (s.t_q > 1 && r.y.row_stride < s.d_v)
    bad("y's rows overlap: its row stride is {}, its rows are d_v = {} long", {r.y.row_stride, s.d_v});
  if (r.scores && s.t_q > 1 && r.scores.row_stride < s.t_k)
    bad("the score rows overlap: their stride is {}, they are t_k = {} long", {r.scores.row_stride, s.t_k});
}

void validate_executor(const AttentionProblem& p, const AttentionResult& r, const ExecutorEntry& executor) {
  const AttentionShape& s = p.shape;
  if ((p.observer || r.scores) && !executor.has_scores)
    fail(ErrorCode::kUnsupported,
         "the {} executor never holds a whole matrix of scores, so they cannot be {}: use the reference executor",
         {executor.id, p.observer ? "observed" : "returned"});
  if (p.flash_observer && p.executor != Executor::kFlash)
    fail(ErrorCode::kUnsupported, "the {} executor has no steps to show: use the flash executor", {executor.id});
  if (executor.has_scores && s.t_k > 0 && s.t_q > std::numeric_limits<std::size_t>::max() / sizeof(float) / s.t_k)
    fail(ErrorCode::kOutOfMemory, "scores of {} queries by {} keys do not fit in memory: use the flash executor",
         {s.t_q, s.t_k});
}

void validate(const AttentionProblem& p, const AttentionResult& r, const ExecutorEntry& executor) {
  check_problem(p);
  validate_views(p, r);
  validate_executor(p, r, executor);
}

/// The matrix of one head; a view without data (of nothing) has no rows to point at.
template <class M, class T>
M head_matrix(const HeadsView<T>& view, std::size_t b, std::size_t n, std::size_t rows, std::size_t cols) {
  return {view ? view.row(b, n, 0) : nullptr, rows, cols, view.row_stride};
}

void run(const AttentionProblem& p, const AttentionResult& r, const ExecutorEntry& executor) {
  const AttentionShape& s = p.shape;
  const MaskSet everything;
  Scratch scratch;
  Work uncounted;
  for (std::size_t b = 0; b < s.batch; ++b) {
    const MaskSet& mask = p.masks.empty() ? everything : p.masks[p.masks.size() == 1 ? 0 : b];
    for (std::size_t n = 0; n < s.h; ++n) {
      const std::size_t shared = n / (s.h / s.g);
      const HeadProblem head{.batch = b,
                             .head = n,
                             .bias_head = p.first_head + n,
                             .q = head_matrix<simd::ConstMatrix>(p.q, b, n, s.t_q, s.d),
                             .k = head_matrix<simd::ConstMatrix>(p.k, b, shared, s.t_k, s.d),
                             .v = head_matrix<simd::ConstMatrix>(p.v, b, shared, s.t_k, s.d_v),
                             .bias = head_matrix<simd::ConstMatrix>(p.bias, b, n, s.t_q, s.t_k),
                             .score = &p.score,
                             .softcap = p.softcap,
                             .biases = p.biases,
                             .mask = &mask,
                             .observer = p.observer,
                             .flash_observer = p.flash_observer,
                             .tile_queries = p.tile_queries,
                             .tile_keys = p.tile_keys,
                             .work = p.work != nullptr ? p.work : &uncounted};
      const HeadResult result{.y = head_matrix<simd::Matrix>(r.y, b, n, s.t_q, s.d_v),
                              .scores = head_matrix<simd::Matrix>(r.scores, b, n, s.t_q, s.t_k),
                              .stage = r.stage};
      if (s.t_q == 0) continue;
      if (s.t_k > 0)
        executor.head(head, result, scratch);
      else
        for (std::size_t i = 0; i < s.t_q; ++i) std::fill_n(r.y.row(b, n, i), s.d_v, 0.0F);
    }
  }
}

}  // namespace

void check_problem(const AttentionProblem& p) {
  const AttentionShape& s = p.shape;
  validate_shape(s);
  if (p.masks.size() > 1 && p.masks.size() != s.batch)
    bad("{} mask sets for {} batch items: give one per item, or one for all", {p.masks.size(), s.batch});
  if (!(p.softcap >= 0) || std::isinf(p.softcap))
    bad("softcap = {}: use a positive number, or 0 for none", {p.softcap});
  if (p.tile_queries - 1 >= kTileMost || p.tile_keys - 1 >= kTileMost)
    bad("tiles of {} queries by {} keys: use 1 to {} of each", {p.tile_queries, p.tile_keys, kTileMost});
  if (const std::size_t d = made_for_width(p.score, s.d); d != s.d) made_for_another("score made for d", d, s.d);
  const std::size_t heads = p.first_head + s.h;
  for (const AnyBias& bias : p.biases)
    if (const std::size_t h = bias.made_for_heads(heads); h < heads) made_for_another("bias made for h", h, heads);
}

void check_attention(const AttentionProblem& problem, const AttentionResult& result) {
  validate(problem, result, entry_of(problem.executor));
}

void attention(const AttentionProblem& problem, const AttentionResult& result) {
  const ExecutorEntry& executor = entry_of(problem.executor);
  validate(problem, result, executor);
  const AttentionShape& s = problem.shape;
  try {
    run(problem, result, executor);
  } catch (const std::bad_alloc&) {
    fail(ErrorCode::kOutOfMemory,
         "no memory for the scores of {} queries by {} keys: use fewer tokens or the flash executor", {s.t_q, s.t_k});
  }
}

std::vector<ItemInfo> executor_infos() {
  std::vector<ItemInfo> infos;
  infos.reserve(kExecutors.size());
  for (const ExecutorEntry& entry : kExecutors)
    infos.push_back({{"executor", entry.id, {}, {}}, entry.name, entry.formula, entry.source});
  return infos;
}

Executor executor_from_id(const std::string& id) {
  std::vector<std::string_view> have;
  for (const ExecutorEntry& entry : kExecutors) {
    if (entry.id == id) return entry.executor;
    have.push_back(entry.id);
  }
  throw unknown_id("executor", id, have);
}

}  // namespace attn
