#include "inspect/head_stats.hpp"

#include "base/math.hpp"
#include "base/text.hpp"

namespace attn {
namespace {

/// A running mean of what a head scores and what even attention would.
struct Mean {
  double sum = 0, even_sum = 0;
  std::size_t count = 0;

  void take(double value, double even) {
    sum += value;
    even_sum += even;
    ++count;
  }
  [[nodiscard]] std::optional<double> value() const {
    return count > 0 ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
  }
};

struct Means {
  Mean previous, first, current, induction, duplicate, entropy, distance;
};

/// Adds query i, whose weights over keys 0 to i are `row`.
void take_position(Means& means, std::span<const float> row, std::size_t i) {
  const double even = 1 / static_cast<double>(i + 1);
  means.previous.take(row[i - 1], even);
  means.first.take(row[0], even);
  means.current.take(row[i], even);
  double entropy = 0, distance = 0;
  for (std::size_t j = 0; j <= i; ++j) {
    const double weight = row[j];
    if (weight > 0) entropy -= weight * math::log2(weight);
    distance += weight * static_cast<double>(i - j);
  }
  means.entropy.take(entropy, 0);
  means.distance.take(distance, 0);
}

void take_repeats(Means& means, std::span<const float> row, std::size_t i, std::span<const std::int32_t> ids) {
  double after = 0, same = 0;
  std::size_t after_count = 0, same_count = 0;
  for (std::size_t p = 0; p < i; ++p) {
    if (ids[p] != ids[i]) continue;
    same += row[p];
    ++same_count;
    if (p + 1 == i) continue;  // what followed is the query itself: that is current-token attention
    after += row[p + 1];
    ++after_count;
  }
  const double keys = static_cast<double>(i + 1);
  if (same_count > 0) means.duplicate.take(same, static_cast<double>(same_count) / keys);
  if (after_count > 0) means.induction.take(after, static_cast<double>(after_count) / keys);
}

void choose_label(HeadStats& stats, const Means& means) {
  const auto consider = [&](std::string_view label, const Mean& mean) {
    if (mean.count < kLabelQueries) return;
    const double score = *mean.value();
    if (score < kLabelThreshold || mean.sum < kLabelOverEven * mean.even_sum || score <= stats.label_score) return;
    stats.label = label;
    stats.label_score = score;
  };
  consider("previous token", means.previous);
  consider("first token", means.first);
  consider("current token", means.current);
  consider("induction", means.induction);
  consider("duplicate token", means.duplicate);
}

HeadStats stats_of(std::span<const float> pattern, std::span<const std::int32_t> ids) {
  const std::size_t t = ids.size();
  Means means;
  for (std::size_t i = 1; i < t; ++i) {
    const std::span<const float> row = pattern.subspan(i * t, t);
    take_position(means, row, i);
    take_repeats(means, row, i, ids);
  }
  HeadStats stats;
  stats.previous_token = means.previous.value();
  stats.first_token = means.first.value();
  stats.current_token = means.current.value();
  stats.induction = means.induction.value();
  stats.duplicate_token = means.duplicate.value();
  stats.entropy_bits = means.entropy.value();
  stats.mean_distance = means.distance.value();
  stats.induction_queries = means.induction.count;
  stats.duplicate_queries = means.duplicate.count;
  choose_label(stats, means);
  return stats;
}

}  // namespace

std::vector<HeadStats> head_stats(std::span<const float> pattern, std::size_t h, std::span<const std::int32_t> ids) {
  const std::size_t t = ids.size();
  if (pattern.size() != h * t * t) {
    fail(ErrorCode::kBadArgument, "a pattern of {} heads over {} tokens has {} numbers, not {}",
         {h, t, h * t * t, pattern.size()});
  }
  std::vector<HeadStats> stats;
  stats.reserve(h);
  for (std::size_t head = 0; head < h; ++head) stats.push_back(stats_of(pattern.subspan(head * t * t, t * t), ids));
  return stats;
}

}  // namespace attn
