#include "model/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/math.hpp"
#include "base/order.hpp"
#include "base/text.hpp"

namespace attn {
namespace {

[[noreturn]] void bad_option(const char* name, double value, const char* rule) {
  fail(ErrorCode::kBadArgument, "{} is {}; it must be {}", {name, value, rule});
}

// Written so that NaN fails every check.
void check_options(const SamplingOptions& options) {
  const auto positive = [](float x) { return x > 0 && std::isfinite(x); };
  if (!positive(options.temperature)) {
    bad_option("temperature", options.temperature,
               "above 0 and finite; for the likeliest token each time choose greedy");
  }
  if (!(options.top_p > 0 && options.top_p <= 1)) bad_option("top_p", options.top_p, "above 0 and at most 1");
  if (!(options.min_p >= 0 && options.min_p <= 1)) bad_option("min_p", options.min_p, "from 0 to 1");
  if (!positive(options.repetition_penalty)) {
    bad_option("repetition_penalty", options.repetition_penalty, "above 0 and finite");
  }
}

void check_logits(std::span<const float> logits) {
  if (logits.empty()) fail(ErrorCode::kBadArgument, "there are no logits to choose from");
  bool any = false;
  for (std::size_t id = 0; id < logits.size(); ++id) {
    if (std::isnan(logits[id]) || logits[id] == std::numeric_limits<float>::infinity()) {
      fail(ErrorCode::kNotFinite, "the logit of token {} is {}; the model's numbers overflowed",
           {id, std::isnan(logits[id]) ? "NaN" : "infinite"});
    }
    any = any || std::isfinite(logits[id]);
  }
  if (!any) fail(ErrorCode::kNotFinite, "every logit is -inf; there is no token to choose");
}

std::vector<double> penalized(std::span<const float> logits, float penalty, std::span<const std::int32_t> history) {
  std::vector<double> result(logits.begin(), logits.end());
  std::vector<bool> seen(logits.size());  // an id is penalized once, however often it occurred
  for (const std::int32_t id : history) {
    if (id < 0 || static_cast<std::size_t>(id) >= logits.size()) {
      fail(ErrorCode::kBadArgument, "token id {} in the history is outside the vocabulary ({} ids)",
           {id, logits.size()});
    }
    if (seen[static_cast<std::size_t>(id)]) continue;
    seen[static_cast<std::size_t>(id)] = true;
    double& logit = result[static_cast<std::size_t>(id)];
    logit = logit > 0 ? logit / penalty : logit * penalty;
  }
  return result;
}

/// Zeroes what top-k and top-p drop. Ids are ranked by weight, ties by id.
void keep_top(std::vector<double>& weights, std::size_t top_k, double top_p) {
  const std::size_t count = weights.size();
  const std::size_t kept = top_k == 0 ? count : std::min(top_k, count);
  if (kept == count && top_p >= 1) return;
  const std::vector<std::size_t> order =
      sorted_order(count, [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  double total = 0;
  for (std::size_t n = 0; n < kept; ++n) total += weights[order[n]];
  std::size_t reached = 0;
  for (double sum = 0; reached < kept && (reached == 0 || top_p >= 1 || sum < top_p * total); ++reached) {
    sum += weights[order[reached]];
  }
  for (std::size_t n = reached; n < count; ++n) weights[order[n]] = 0;
}

/// exp(logit - largest): proportional to the softmax, the largest is 1.
std::vector<double> weights_of(std::vector<double> logits, double temperature) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  for (double& x : logits) x = math::exp((x - largest) / temperature);
  return logits;
}

/// What is drawn from, up to a factor.
std::vector<double> chances(std::span<const float> logits, const SamplingOptions& options,
                            std::span<const std::int32_t> history) {
  check_options(options);
  check_logits(logits);
  std::vector<double> adjusted = penalized(logits, options.repetition_penalty, history);
  if (options.greedy) {
    const auto best = std::max_element(adjusted.begin(), adjusted.end()) - adjusted.begin();  // the first of equals
    std::vector<double> weights(logits.size());
    weights[static_cast<std::size_t>(best)] = 1;
    return weights;
  }
  std::vector<double> weights = weights_of(std::move(adjusted), options.temperature);
  keep_top(weights, options.top_k, options.top_p);
  for (double& weight : weights) {
    if (weight < options.min_p) weight = 0;  // the largest weight is 1
  }
  return weights;
}

double total_of(const std::vector<double>& weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

}  // namespace

std::vector<Candidate> distribution(std::span<const float> logits, const SamplingOptions& options,
                                    std::span<const std::int32_t> history) {
  const std::vector<double> weights = chances(logits, options, history);
  const std::vector<double> plain = weights_of({logits.begin(), logits.end()}, 1);
  const double total = total_of(weights);
  const double plain_total = total_of(plain);
  std::vector<Candidate> by_id(logits.size());
  for (std::size_t id = 0; id < logits.size(); ++id) {
    by_id[id] = {static_cast<std::int32_t>(id), logits[id], static_cast<float>(plain[id] / plain_total),
                 static_cast<float>(weights[id] / total)};
  }
  std::vector<Candidate> candidates;
  candidates.reserve(by_id.size());
  for (const std::size_t id : sorted_order(by_id.size(), [&](std::size_t a, std::size_t b) {
         return by_id[a].chance != by_id[b].chance ? by_id[a].chance > by_id[b].chance
                                                   : by_id[a].probability > by_id[b].probability;
       })) {
    candidates.push_back(by_id[id]);
  }
  return candidates;
}

Sampler::Sampler(const SamplingOptions& options) : options_(options), random_(options.seed) { check_options(options); }

std::int32_t Sampler::next(std::span<const float> logits, std::span<const std::int32_t> history) {
  const std::vector<double> weights = chances(logits, options_, history);
  // 53 random bits make a uniform double in [0, 1); std::uniform_real_distribution may differ between libraries.
  const double uniform = static_cast<double>(random_() >> 11U) * 0x1p-53;
  const double target = uniform * total_of(weights);
  double sum = 0;
  std::size_t drawn = 0;
  for (std::size_t id = 0; id < weights.size(); ++id) {
    if (weights[id] == 0) continue;
    drawn = id;  // the last possible id also catches a target that rounding put past the sum
    sum += weights[id];
    if (sum > target) break;
  }
  return static_cast<std::int32_t>(drawn);
}

}  // namespace attn
