#include <array>
#include <cmath>
#include <limits>
#include <new>

#include "attention/contract.hpp"
#include "attention/executor.hpp"
#include "attention/registry.hpp"
#include "base/number_text.hpp"

namespace attn {

namespace {

struct ExecutorEntry {
  Executor executor;
  std::string_view id;
  void (*head)(const HeadProblem&, const HeadResult&, Scratch&);
  bool has_scores;  ///< holds a head's whole scores, and so can show them and let them be changed
};
constexpr std::array kExecutors{
    ExecutorEntry{Executor::kReference, "reference", reference_head, true},
    ExecutorEntry{Executor::kFlash, "flash", flash_head, false},
};

std::string str(std::size_t n) { return std::to_string(n); }

[[noreturn]] void bad(const std::string& message) { throw Error(ErrorCode::kBadArgument, message); }

const ExecutorEntry& entry_of(Executor executor) {
  for (const ExecutorEntry& entry : kExecutors)
    if (entry.executor == executor) return entry;
  bad("executor number " + str(static_cast<std::size_t>(executor)) +
      " does not exist: use one that executor_from_id gives");
}

void validate_shape(const AttentionShape& s) {
  if (s.h == 0 || s.g == 0)
    bad("h = " + str(s.h) + " query heads and g = " + str(s.g) + " key/value heads: both must be at least 1");
  if (s.h % s.g != 0)
    bad("h = " + str(s.h) + " query heads cannot share g = " + str(s.g) +
        " key/value heads evenly: make h a multiple of g");
  if (s.d == 0 || s.d_v == 0) bad("widths d = " + str(s.d) + " and d_v = " + str(s.d_v) + ": both must be at least 1");
}

void validate_views(const AttentionProblem& p, const AttentionResult& r) {
  const AttentionShape& s = p.shape;
  if (s.batch > 0 && s.t_q > 0 && !p.q) bad("q has no data, but there are " + str(s.t_q) + " queries");
  if (s.batch > 0 && s.t_k > 0 && !p.k) bad("k has no data, but there are " + str(s.t_k) + " keys");
  if (s.batch > 0 && s.t_k > 0 && !p.v) bad("v has no data, but there are " + str(s.t_k) + " keys");
  if (s.batch > 0 && s.t_q > 0 && !r.y) bad("y has no data: it needs room for batch x h x t_q x d_v floats");
  if (s.t_q > 1 && r.y.row_stride < s.d_v)
    bad("y's rows overlap: its row stride is " + str(r.y.row_stride) + ", its rows are d_v = " + str(s.d_v) + " long");
  if (r.scores && s.t_q > 1 && r.scores.row_stride < s.t_k)
    bad("the score rows overlap: their stride is " + str(r.scores.row_stride) + ", they are t_k = " + str(s.t_k) +
        " long");
}

void validate(const AttentionProblem& p, const AttentionResult& r, const ExecutorEntry& executor) {
  const AttentionShape& s = p.shape;
  validate_shape(s);
  validate_views(p, r);
  if (p.masks.size() > 1 && p.masks.size() != s.batch)
    bad(str(p.masks.size()) + " mask sets for " + str(s.batch) + " batch items: give one per item, or one for all");
  if (!(p.softcap >= 0) || std::isinf(p.softcap))
    bad("softcap = " + number_text(p.softcap, 6) + ": use a positive number, or 0 for none");
  if ((p.observer || r.scores) && !executor.has_scores)
    throw Error(ErrorCode::kUnsupported, "the " + std::string(executor.id) +
                                             " executor never holds a whole matrix of scores, so they cannot be " +
                                             (p.observer ? "observed" : "returned") + ": use the reference executor");
  if (executor.has_scores && s.t_k > 0 && s.t_q > std::numeric_limits<std::size_t>::max() / sizeof(float) / s.t_k)
    throw Error(ErrorCode::kOutOfMemory, "scores of " + str(s.t_q) + " queries by " + str(s.t_k) +
                                             " keys do not fit in memory: use the flash executor");
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
  for (std::size_t b = 0; b < s.batch; ++b) {
    const MaskSet& mask = p.masks.empty() ? everything : p.masks[p.masks.size() == 1 ? 0 : b];
    for (std::size_t n = 0; n < s.h; ++n) {
      const std::size_t shared = n / (s.h / s.g);
      const HeadProblem head{.batch = b,
                             .head = n,
                             .q = head_matrix<simd::ConstMatrix>(p.q, b, n, s.t_q, s.d),
                             .k = head_matrix<simd::ConstMatrix>(p.k, b, shared, s.t_k, s.d),
                             .v = head_matrix<simd::ConstMatrix>(p.v, b, shared, s.t_k, s.d_v),
                             .bias = head_matrix<simd::ConstMatrix>(p.bias, b, n, s.t_q, s.t_k),
                             .score = &p.score,
                             .softcap = p.softcap,
                             .mask = &mask,
                             .observer = p.observer};
      const HeadResult result{.y = head_matrix<simd::Matrix>(r.y, b, n, s.t_q, s.d_v),
                              .scores = head_matrix<simd::Matrix>(r.scores, b, n, s.t_q, s.t_k),
                              .stage = r.stage};
      executor.head(head, result, scratch);
    }
  }
}

}  // namespace

void attention(const AttentionProblem& problem, const AttentionResult& result) {
  const ExecutorEntry& executor = entry_of(problem.executor);
  validate(problem, result, executor);
  const AttentionShape& s = problem.shape;
  try {
    run(problem, result, executor);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::kOutOfMemory, "no memory for the scores of " + str(s.t_q) + " queries by " + str(s.t_k) +
                                             " keys: use fewer tokens or the flash executor");
  }
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
