#include "mechanisms/hierarchical.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/text.hpp"
#include "mechanisms/recurrence.hpp"
#include "simd/kernels.hpp"

namespace attn {

namespace {

constexpr float kMasked = -std::numeric_limits<float>::infinity();

/// The keys of each segment: those of segment n are keys[first[n]] to before keys[first[n + 1]].
struct Segments {
  std::vector<std::size_t> keys, first;

  [[nodiscard]] std::size_t count() const { return first.size() - 1; }
  [[nodiscard]] std::span<const std::size_t> of(std::size_t n) const {
    return {keys.data() + first[n], first[n + 1] - first[n]};
  }

  /// Segments in order of their first key; keys in order.
  explicit Segments(std::span<const std::int32_t> numbers) : keys(numbers.size()), first(1) {
    std::size_t filled = 0;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      if (std::find(numbers.data(), numbers.data() + j, numbers[j]) != numbers.data() + j) continue;
      for (std::size_t other = j; other < numbers.size(); ++other)
        if (numbers[other] == numbers[j]) keys[filled++] = other;
      first.push_back(filled);
    }
  }
};

/// One head at work; the buffers serve query after query.
class Head {
 public:
  Head(const AttentionProblem& problem, const AttentionResult& result, const Segments& segments, Work& work)
      : problem_(problem), result_(result), segments_(segments), work_(work), s_(problem.shape) {
    const std::size_t count = segments.count();
    word_.resize(s_.t_k);
    gathered_.resize(s_.t_k);
    segment_.resize(count);
    seen_.resize(count);
    keys_.resize(count * s_.d);
    values_.resize(count * s_.d_v);
    work_.peak_bytes = std::max(work_.peak_bytes, sizeof(float) * (2 * word_.size() + count * (1 + s_.d + s_.d_v)) +
                                                      sizeof(std::size_t) * (s_.t_k + 2 * count));
  }

  void query(std::size_t b, std::size_t head, std::size_t i, const MaskSet& mask) {
    b_ = b, head_ = head, shared_ = head / (s_.h / s_.g), i_ = i;
    word_scores(mask);
    visible_ = 0;
    for (std::size_t n = 0; n < segments_.count(); ++n) summarise(n);
    const std::span<float> beta{segment_.data(), visible_};
    score({keys_.data(), visible_, s_.d, s_.d}, beta);
    simd::softmax(beta);
    float* y = result_.y.row(b_, head_, i_);
    std::fill_n(y, s_.d_v, 0.0F);
    for (std::size_t n = 0; n < visible_; ++n) {
      simd::axpy(beta[n], {values_.data() + n * s_.d_v, s_.d_v}, {y, s_.d_v});
      for (const std::size_t j : segments_.of(seen_[n])) word_[j] *= beta[n];
    }
    work_.multiply_adds += std::uint64_t{visible_} * s_.d_v;
    if (result_.scores) std::copy(word_.begin(), word_.end(), result_.scores.row(b_, head_, i_));
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

  /// word_ [t_k] = scores of the words, -inf for those that the query may not see, which are not read.
  void word_scores(const MaskSet& mask) {
    std::fill(word_.begin(), word_.end(), kMasked);
    const KeyRuns row = mask.row(i_, s_.t_k);
    for (const KeyRun& run : row.runs()) {
      const std::size_t count = run.j1 - run.j0;
      const std::span<float> own{word_.data() + run.j0, count};
      score({problem_.k.row(b_, shared_, run.j0), count, s_.d, problem_.k.row_stride}, own);
      add_biases(run.j0, own);
      work_.pairs += count;
      work_.bytes_moved += sizeof(float) * std::uint64_t{count} * (s_.d + s_.d_v);
    }
    work_.bytes_moved += sizeof(float) * std::uint64_t{s_.d + s_.d_v};
  }

  void add_biases(std::size_t j0, std::span<float> row) {
    if (!problem_.bias && problem_.biases.empty()) return;
    const std::span<float> bias{gathered_.data(), row.size()};
    std::fill(bias.begin(), bias.end(), 0.0F);
    if (problem_.bias) std::copy_n(problem_.bias.row(b_, head_, i_) + j0, row.size(), bias.begin());
    for (const AnyBias& added : problem_.biases) added.add_row(problem_.first_head + head_, i_, j0, bias);
    for (std::size_t n = 0; n < row.size(); ++n) row[n] = bias[n] == kMasked ? kMasked : row[n] + bias[n];
  }

  /// Softmax over the words of a segment that are seen, in place; the next K_s and V_s from it, if there are any.
  void summarise(std::size_t segment) {
    const std::span<const std::size_t> words = segments_.of(segment);
    const std::span<float> alpha{gathered_.data(), words.size()};
    bool any = false;
    for (std::size_t n = 0; n < words.size(); ++n) {
      alpha[n] = word_[words[n]];
      any = any || alpha[n] != kMasked;
    }
    float* key = keys_.data() + visible_ * s_.d;
    float* value = values_.data() + visible_ * s_.d_v;
    if (any) {
      std::fill_n(key, s_.d, 0.0F);
      std::fill_n(value, s_.d_v, 0.0F);
      seen_[visible_++] = segment;
    }
    simd::softmax(alpha);
    for (std::size_t n = 0; n < words.size(); ++n) {
      const std::size_t j = words[n];
      const bool masked = word_[j] == kMasked;
      word_[j] = alpha[n];
      if (!any || masked) continue;
      simd::axpy(alpha[n], {problem_.k.row(b_, shared_, j), s_.d}, {key, s_.d});
      simd::axpy(alpha[n], {problem_.v.row(b_, shared_, j), s_.d_v}, {value, s_.d_v});
      work_.multiply_adds += s_.d + s_.d_v;
    }
  }

  const AttentionProblem& problem_;
  const AttentionResult& result_;
  const Segments& segments_;
  Work& work_;
  AttentionShape s_;
  std::size_t b_ = 0, head_ = 0, shared_ = 0, i_ = 0;
  std::vector<float> word_, gathered_;  ///< [t_k]
  std::vector<float> segment_, keys_, values_;  ///< of the segments seen: [s], [s, d], [s, d_v]
  std::vector<std::size_t> seen_;  ///< which segments those are
  std::size_t visible_ = 0;        ///< how many
};

}  // namespace

void hierarchical_attention(AttentionProblem& problem, const OperatorParams& params, const AttentionResult& result) {
  check_operator("hierarchical attention", problem, result);
  const AttentionShape& s = problem.shape;
  if (params.segments.size() != s.t_k)
    fail(ErrorCode::kBadArgument,
         "hierarchical attention needs to know which sentence each of the {} keys belongs to, and segments has {} "
         "numbers: "
         "give one for each key",
         {s.t_k, params.segments.size()});
  const MaskSet everything;
  const Segments segments(params.segments);
  Work uncounted;
  Head at_work(problem, result, segments, problem.work != nullptr ? *problem.work : uncounted);
  for (std::size_t b = 0; b < s.batch; ++b) {
    const MaskSet& mask = problem.masks.empty() ? everything : problem.masks[problem.masks.size() == 1 ? 0 : b];
    for (std::size_t head = 0; head < s.h; ++head)
      for (std::size_t i = 0; i < s.t_q; ++i) at_work.query(b, head, i, mask);
  }
}

}  // namespace attn
