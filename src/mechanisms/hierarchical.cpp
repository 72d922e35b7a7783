#include "mechanisms/hierarchical.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "mechanisms/recurrence.hpp"
#include "simd/kernels.hpp"

namespace attn {

namespace {

constexpr float kMasked = -std::numeric_limits<float>::infinity();

/// Segments by the order of their first keys: of [t_k] is each key's. Neighbours mostly share theirs, which is looked
/// up once for all of them.
struct Segments {
  std::vector<std::size_t> of;
  std::size_t count = 0;

  explicit Segments(std::span<const std::int32_t> numbers) : of(numbers.size()) {
    std::vector<std::int32_t> known;
    for (std::size_t j = 0; j < of.size(); ++j) {
      if (j > 0 && numbers[j] == numbers[j - 1]) {
        of[j] = of[j - 1];
        continue;
      }
      of[j] = static_cast<std::size_t>(std::find(known.begin(), known.end(), numbers[j]) - known.begin());
      if (of[j] == known.size()) known.push_back(numbers[j]);
    }
    count = known.size();
  }
};

/// One head at work; the buffers serve query after query, and a query touches as much of them as it sees keys.
class Head {
 public:
  Head(const AttentionProblem& problem, const AttentionResult& result, const Segments& segments, Work& work)
      : problem_(problem),
        result_(result),
        segments_(segments),
        work_(work),
        s_(problem.shape),
        numbers_(2 * s_.t_k + segments.count * (1 + s_.d + s_.d_v)),
        places_(2 * s_.t_k + 2 * segments.count) {
    work_.peak_bytes =
        std::max(work_.peak_bytes, sizeof(float) * numbers_.size() + sizeof(std::size_t) * places_.size());
  }

  void query(std::size_t b, std::size_t head, std::size_t i, const MaskSet& mask) {
    b_ = b, head_ = head, shared_ = head / (s_.h / s_.g), i_ = i;
    word_scores(mask.row(i_, s_.t_k).runs());
    gather();
    for (std::size_t n = 0; n < visible_; ++n) summarise(n);
    const std::span<float> beta{beta_, visible_};
    score({keys_, visible_, s_.d, s_.d}, beta);
    simd::softmax(beta);
    float* y = result_.y.row(b_, head_, i_);
    std::fill_n(y, s_.d_v, 0.0F);
    for (std::size_t n = 0; n < visible_; ++n) simd::axpy(beta[n], {values_ + n * s_.d_v, s_.d_v}, {y, s_.d_v});
    work_.multiply_adds += std::uint64_t{visible_} * s_.d_v;
    if (result_.scores) write_row(result_.scores.row(b_, head_, i_));
    for (std::size_t n = 0; n < visible_; ++n) end_[seen_[n]] = 0;
  }

 private:
  void score(simd::ConstMatrix keys, std::span<float> out) {
    if (out.empty()) return;
    score_tile(problem_.score, {problem_.q.row(b_, head_, i_), 1, s_.d, s_.d}, keys,
               {out.data(), 1, out.size(), out.size()});
    if (problem_.softcap != 0) simd::softcap(problem_.softcap, out);
    work_.scores += out.size();
    work_.multiply_adds += score_multiply_adds(problem_.score, 1, out.size(), s_.d);
  }

  /// word_ and word_key_ [words_]: scores and keys of the words that neither the mask nor a bias takes out. Keys that
  /// the mask takes out are not read.
  void word_scores(std::span<const KeyRun> runs) {
    words_ = 0;
    for (const KeyRun& run : runs) {
      const std::size_t count = run.j1 - run.j0;
      const std::span<float> own{word_ + words_, count};
      score({problem_.k.row(b_, shared_, run.j0), count, s_.d, problem_.k.row_stride}, own);
      add_biases(run.j0, own);
      for (std::size_t n = 0; n < count; ++n)
        if (own[n] != kMasked) word_[words_] = own[n], word_key_[words_++] = run.j0 + n;
      work_.pairs += count;
      work_.bytes_moved += sizeof(float) * std::uint64_t{count} * (s_.d + s_.d_v);
    }
    work_.bytes_moved += sizeof(float) * std::uint64_t{s_.d + s_.d_v};
  }

  void add_biases(std::size_t j0, std::span<float> row) {
    if (!problem_.bias && problem_.biases.empty()) return;
    const std::span<float> bias{alpha_, row.size()};
    std::fill(bias.begin(), bias.end(), 0.0F);
    if (problem_.bias) std::copy_n(problem_.bias.row(b_, head_, i_) + j0, row.size(), bias.begin());
    for (const AnyBias& added : problem_.biases) added.add_row(problem_.first_head + head_, i_, j0, bias);
    for (std::size_t n = 0; n < row.size(); ++n) row[n] = bias[n] == kMasked ? kMasked : row[n] + bias[n];
  }

  /// seen_ [visible_]: the segments that have a word for this query; alpha_ and key_: scores and keys of the words, one
  /// such segment after the other; end_ [of a segment]: where its words end there.
  void gather() {
    visible_ = 0;
    for (std::size_t n = 0; n < words_; ++n) {
      const std::size_t segment = segments_.of[word_key_[n]];
      if (end_[segment]++ == 0) seen_[visible_++] = segment;
    }
    std::size_t first = 0;
    for (std::size_t n = 0; n < visible_; ++n) first += std::exchange(end_[seen_[n]], first);
    for (std::size_t n = 0; n < words_; ++n) {
      const std::size_t at = end_[segments_.of[word_key_[n]]]++;
      alpha_[at] = word_[n], key_[at] = word_key_[n];
    }
  }

  /// Where the words of the n-th visible segment begin: where those of the one before it end.
  [[nodiscard]] std::size_t begin(std::size_t n) const { return n == 0 ? 0 : end_[seen_[n - 1]]; }

  /// Softmax over the words of a visible segment, in place, and from it K_s and V_s.
  void summarise(std::size_t n) {
    const std::size_t first = begin(n), end = end_[seen_[n]];
    simd::softmax({alpha_ + first, end - first});
    const std::span<float> key{keys_ + n * s_.d, s_.d}, value{values_ + n * s_.d_v, s_.d_v};
    std::fill(key.begin(), key.end(), 0.0F);
    std::fill(value.begin(), value.end(), 0.0F);
    for (std::size_t at = first; at < end; ++at) {
      simd::axpy(alpha_[at], {problem_.k.row(b_, shared_, key_[at]), s_.d}, key);
      simd::axpy(alpha_[at], {problem_.v.row(b_, shared_, key_[at]), s_.d_v}, value);
    }
    work_.multiply_adds += std::uint64_t{end - first} * (s_.d + s_.d_v);
  }

  void write_row(float* row) const {
    std::fill_n(row, s_.t_k, 0.0F);
    for (std::size_t n = 0; n < visible_; ++n)
      for (std::size_t at = begin(n); at < end_[seen_[n]]; ++at) row[key_[at]] = alpha_[at] * beta_[n];
  }

  const AttentionProblem& problem_;
  const AttentionResult& result_;
  const Segments& segments_;
  Work& work_;
  AttentionShape s_;
  std::size_t b_ = 0, head_ = 0, shared_ = 0, i_ = 0;
  std::vector<float> numbers_;  ///< all that follows
  std::vector<std::size_t> places_;
  /// Of the words seen: [t_k] each.
  float *word_ = numbers_.data(), *alpha_ = word_ + s_.t_k;
  std::size_t *word_key_ = places_.data(), *key_ = word_key_ + s_.t_k;
  std::size_t words_ = 0;
  /// Of the segments seen: [s], [s, d], [s, d_v], and which those are.
  float *beta_ = alpha_ + s_.t_k, *keys_ = beta_ + segments_.count, *values_ = keys_ + segments_.count * s_.d;
  std::size_t *seen_ = key_ + s_.t_k, *end_ = seen_ + segments_.count;
  std::size_t visible_ = 0;
};

}  // namespace

void hierarchical_attention(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) {
  check_operator("hierarchical attention", problem, result);
  const AttentionShape& s = problem.shape;
  if (params.segments.size() < s.t_k)
    fail(ErrorCode::kBadArgument,
         "hierarchical attention needs to know which sentence each of the {} keys belongs to, and segments has {} "
         "numbers: "
         "give one for each key",
         {s.t_k, params.segments.size()});
  const MaskSet everything;
  const Segments segments(params.segments.first(s.t_k));
  Work uncounted;
  Head at_work(problem, result, segments, problem.work != nullptr ? *problem.work : uncounted);
  for (std::size_t b = 0; b < s.batch; ++b) {
    const MaskSet& mask = problem.masks.empty() ? everything : problem.masks[problem.masks.size() == 1 ? 0 : b];
    for (std::size_t head = 0; head < s.h; ++head)
      for (std::size_t i = 0; i < s.t_q; ++i) at_work.query(b, head, i, mask);
  }
}

}  // namespace attn
