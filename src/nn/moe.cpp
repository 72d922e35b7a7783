#include "nn/moe.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace attn {

void choose_largest(std::span<const float> scores, std::span<std::uint32_t> chosen) {
  for (std::size_t rank = 0; rank < chosen.size(); ++rank) {
    std::size_t best = scores.size();
    for (std::size_t e = 0; e < scores.size(); ++e) {
      const auto* taken = std::find(chosen.data(), chosen.data() + rank, e);
      if (taken == chosen.data() + rank && (best == scores.size() || scores[e] > scores[best])) best = e;
    }
    chosen[rank] = static_cast<std::uint32_t>(best);
  }
}

Routing route(simd::ConstMatrix logits, std::size_t top_k, bool normalised) {
  const std::size_t t = logits.rows, experts = logits.cols;
  if (top_k - 1 >= experts)
    fail(ErrorCode::kBadArgument, "a token cannot choose {} of {} experts: choose 1 to all of them", {top_k, experts});
  Routing made;
  made.tokens = t, made.experts = experts, made.top_k = top_k;
  made.probabilities.resize(t * experts);
  made.chosen.resize(t * top_k);
  made.gates.resize(t * top_k);
  made.load.resize(experts);
  made.importance.resize(experts);
  std::vector<double> mean(experts);
  for (std::size_t i = 0; i < t; ++i) {
    const std::span<float> probability{made.probabilities.data() + i * experts, experts};
    std::copy_n(logits.data + i * logits.stride, experts, probability.begin());
    simd::softmax(probability);
    const std::span<std::uint32_t> chosen{made.chosen.data() + i * top_k, top_k};
    choose_largest(probability, chosen);
    float total = 0;
    for (const std::uint32_t e : chosen) total += probability[e];
    for (std::size_t n = 0; n < top_k; ++n) {
      float& gate = made.gates[i * top_k + n];
      gate = probability[chosen[n]];
      if (normalised && total != 0) gate /= total;
      ++made.load[chosen[n]];
      made.importance[chosen[n]] += gate;
    }
    for (std::size_t e = 0; e < experts; ++e) mean[e] += static_cast<double>(probability[e]);
  }
  const double count = static_cast<double>(t) * static_cast<double>(t) * static_cast<double>(top_k);
  for (std::size_t e = 0; e < experts && t > 0; ++e)
    made.balancing_loss += static_cast<double>(experts) * static_cast<double>(made.load[e]) * mean[e] / count;
  return made;
}

namespace {

void check_expert(const GatedExpert& expert, std::size_t number, std::size_t c) {
  const std::size_t m = expert.gate.out();
  if (expert.gate.in() != c || expert.up.in() != c || expert.up.out() != m || expert.down.in() != m ||
      expert.down.out() != c)
    fail(ErrorCode::kBadArgument,
         "expert {} is gate [{}, {}], up [{}, {}], down [{}, {}]: tokens of width {} need gate and up [m, {}] and down "
         "[{}, m]",
         {number, m, expert.gate.in(), expert.up.out(), expert.up.in(), expert.down.out(), expert.down.in(), c, c, c});
}

/// Adds what expert number e gives for the tokens that chose it; returns its multiply-adds.
std::uint64_t run_expert(const GatedExpert& expert, std::size_t e, simd::ConstMatrix x, const Routing& routing,
                         Activation activation, simd::Matrix y) {
  const std::size_t c = x.cols, m = expert.gate.out();
  std::vector<float> own;
  std::vector<std::size_t> places;  // in chosen and gates
  for (std::size_t place = 0; place < routing.chosen.size(); ++place) {
    if (routing.chosen[place] != e) continue;
    const float* token = x.data + place / routing.top_k * x.stride;
    own.insert(own.end(), token, token + c);
    places.push_back(place);
  }
  const std::size_t count = places.size();
  if (count == 0) return 0;
  std::vector<float> gate(count * m), up(count * m);
  expert.gate.apply({own.data(), count, c, c}, {gate.data(), count, m, m});
  expert.up.apply({own.data(), count, c, c}, {up.data(), count, m, m});
  activate(activation, gate);
  simd::multiply(gate, up);
  expert.down.apply({up.data(), count, m, m}, {own.data(), count, c, c});
  for (std::size_t n = 0; n < count; ++n)
    simd::axpy(routing.gates[places[n]], {own.data() + n * c, c}, {y.data + places[n] / routing.top_k * y.stride, c});
  return std::uint64_t{3} * count * c * m;
}

}  // namespace

std::uint64_t run_experts(simd::ConstMatrix x, const Routing& routing, std::span<const GatedExpert> experts,
                          Activation activation, simd::Matrix y) {
  const std::size_t c = x.cols;
  if (experts.size() != routing.experts || x.rows != routing.tokens || y.rows != x.rows || y.cols != c)
    fail(ErrorCode::kBadArgument,
         "{} experts for x [{}, {}] and y [{}, {}], but the routing is of {} experts and {} tokens",
         {experts.size(), x.rows, c, y.rows, y.cols, routing.experts, routing.tokens});
  for (std::size_t i = 0; i < y.rows; ++i) std::fill_n(y.data + i * y.stride, c, 0.0F);
  std::uint64_t multiply_adds = 0;
  for (std::size_t e = 0; e < experts.size(); ++e) {
    check_expert(experts[e], e, c);
    multiply_adds += run_expert(experts[e], e, x, routing, activation, y);
  }
  return multiply_adds;
}

}  // namespace attn
