#include "mechanisms/attend.hpp"

#include <cmath>

#include "attention/cost.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "mechanisms/operator.hpp"

namespace attn {

namespace {

constexpr double kMostTraceNumbers = 16e6;
constexpr std::size_t kMostRounds = 31, kMostCalls = 1024;
constexpr double kLeastRound = 1;  // milliseconds
constexpr std::size_t kSegmentKeys = 64;

AttentionResult result_of(std::vector<float>& y, std::size_t d_v) {
  return {.y = {y.data(), 0, 0, d_v}, .scores = {}, .stage = ScoreStage::kPattern};
}

/// Milliseconds of one call: the median of rounds that take about so many together. A browser's clock ticks in tenths
/// of milliseconds: a round is so many calls that it can tell.
template <class F>
double median_time(double budget, Clock now, F&& call) {
  std::vector<double> times;
  double total = 0;
  std::size_t calls = 1;
  while (times.empty() || (total < budget && times.size() < kMostRounds)) {
    const double start = now();
    for (std::size_t n = 0; n < calls; ++n) call();
    double took = now() - start;
    total += took;
    if (took < kLeastRound && calls < kMostCalls) {
      calls *= 2;
      continue;
    }
    took /= static_cast<double>(calls);
    std::size_t at = times.size();
    times.push_back(took);
    for (; at > 0 && times[at - 1] > took; --at) times[at] = times[at - 1];
    times[at] = took;
  }
  return times[times.size() / 2];
}

void check_trace(const AttendOptions& options, const AttentionShape& s) {
  if (options.mechanism.executor != Executor::kFlash)
    fail(ErrorCode::kUnsupported, "only flash attention has steps to show; use the executor flash", {});
  const double rows =
      static_cast<double>(s.t_q) * std::ceil(static_cast<double>(s.t_k) / static_cast<double>(options.trace_keys));
  if (rows * static_cast<double>(s.d_v + 2) > kMostTraceNumbers)
    fail(ErrorCode::kBadArgument,
         "the steps of {} queries by {} keys in tiles of {} keys are too many: use larger tiles",
         {s.t_q, s.t_k, options.trace_keys});
}

}  // namespace

void FlashRecorder::on_step(const FlashStep& step) {
  steps.push_back({step.tile, step.cover, step.y.rows});
  m.insert(m.end(), step.m.begin(), step.m.end());
  l.insert(l.end(), step.l.begin(), step.l.end());
  for (std::size_t r = 0; r < step.y.rows; ++r)
    y.insert(y.end(), step.y.data + r * step.y.stride, step.y.data + r * step.y.stride + step.y.cols);
}

Attended attend(const AttendOptions& options, const MechanismInput& given, Clock now) {
  MechanismInput input = given;
  if (!input.head) input.head = 0;
  const AttentionShape& s = input.shape;
  const MechanismSpec& mechanism = options.mechanism;
  Attended out;
  out.y.resize(s.t_q * s.d_v);
  if (keeps_keys(make_operator(mechanism.op, {})))
    out.cache_bytes_per_token =
        kv_cache_bytes_per_token(mechanism.kv_heads != 0 ? mechanism.kv_heads : s.g, s.d, s.d_v, sizeof(float));

  MechanismRun how{.work = &out.work};
  if (options.trace_keys > 0) {
    check_trace(options, s);
    how.tile_queries = options.trace_queries, how.tile_keys = options.trace_keys;
    how.flash_observer = &out.trace;
  }
  AttentionResult result = result_of(out.y, s.d_v);
  if (options.pattern) {
    out.pattern.resize(s.t_q * s.t_k);
    result.scores = {out.pattern.data(), 0, 0, s.t_k};
  }
  run_mechanism(mechanism, input, how, result);
  if (options.against) {
    std::vector<float> other(out.y.size());
    run_mechanism(*options.against, input, {}, result_of(other, s.d_v));
    out.apart = difference(out.y, other, s.d_v);
  }
  if (options.measure_milliseconds > 0) {
    std::vector<float> again(out.y.size());
    out.milliseconds = median_time(options.measure_milliseconds, now,
                                   [&] { run_mechanism(mechanism, input, {}, result_of(again, s.d_v)); });
  }
  return out;
}

Measured measure(const MechanismSpec& mechanism, std::size_t keys, std::size_t width, std::uint64_t seed, Clock now) {
  if (keys == 0 || width == 0)
    fail(ErrorCode::kBadArgument, "{} keys of width {}: both must be at least 1", {keys, width});
  Random random(seed);
  std::vector<float> q(keys * width), k(q.size()), v(q.size()), y(q.size());
  for (std::vector<float>* rows : {&q, &k, &v})
    for (float& x : *rows) x = random.normal();
  std::vector<std::int32_t> segments(keys);
  for (std::size_t j = 0; j < keys; ++j) segments[j] = static_cast<std::int32_t>(j / kSegmentKeys);
  MechanismInput input;
  input.segments = segments;
  input.shape = {1, 1, 1, keys, keys, width, width};
  input.q = {q.data(), 0, 0, width}, input.k = {k.data(), 0, 0, width}, input.v = {v.data(), 0, 0, width};
  Measured out;
  constexpr double kBudget = 20;
  run_mechanism(mechanism, input, {.work = &out.work}, result_of(y, width));
  out.milliseconds = median_time(kBudget, now, [&] { run_mechanism(mechanism, input, {}, result_of(y, width)); });
  return out;
}

}  // namespace attn
