#include "inspect/explain.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/math.hpp"
#include "base/text.hpp"
#include "inspect/trace.hpp"

namespace attn {
namespace {

void check_index(const char* what, std::size_t value, std::size_t count) {
  if (value < count) return;
  fail(ErrorCode::kBadArgument, "{} is {}; it must be 0 to {}", {what, value, count - 1});
}

std::vector<float> slice(const TracedTensor& tensor, std::size_t first, std::size_t count) {
  const auto from = tensor.data.begin() + static_cast<std::ptrdiff_t>(first);
  return {from, from + static_cast<std::ptrdiff_t>(count)};
}

/// One head's vector of one token out of [t, heads, d].
std::vector<float> head_vector(const TracedTensor& tensor, std::size_t token, std::size_t head) {
  const std::size_t d = tensor.shape[2];
  return slice(tensor, (token * tensor.shape[1] + head) * d, d);
}

void explain_score(CellExplanation& cell) {
  double dot = 0;
  for (std::size_t n = 0; n < cell.q.size(); ++n) {
    cell.products.push_back(cell.q[n] * cell.k[n]);
    dot += cell.products.back();
  }
  cell.dot = static_cast<float>(dot);
  cell.scale = 1 / std::sqrt(static_cast<float>(cell.q.size()));
  cell.scaled = cell.dot * cell.scale;
}

void explain_softmax(CellExplanation& cell) {
  cell.masked = std::isinf(cell.scores[cell.j]) && cell.scores[cell.j] < 0;
  cell.row_max = *std::max_element(cell.scores.begin(), cell.scores.end());
  double sum = 0;
  for (const float score : cell.scores) {
    cell.exps.push_back(static_cast<float>(math::exp(score - cell.row_max)));
    sum += cell.exps.back();
  }
  cell.denominator = static_cast<float>(sum);
}

void explain_values(CellExplanation& cell, const TracedTensor& values) {
  std::vector<double> sum(cell.q.size());
  for (std::size_t j = 0; j < cell.pattern.size(); ++j) {
    const std::vector<float> value = head_vector(values, j, cell.kv_head);
    for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += double{cell.pattern[j]} * value[n];
  }
  cell.sum.assign(sum.size(), 0);
  std::transform(sum.begin(), sum.end(), cell.sum.begin(), [](double x) { return static_cast<float>(x); });
  for (const float x : cell.v) cell.weighted.push_back(cell.pattern[cell.j] * x);
}

}  // namespace

CellExplanation explain_cell(const Model& model, std::span<const std::int32_t> ids, std::size_t layer, std::size_t head,
                             std::size_t i, std::size_t j, const std::vector<Intervention>& interventions) {
  const ModelConfig& config = model.config();
  check_index("layer", layer, config.layers);
  check_index("head", head, config.h);
  if (ids.empty()) fail(ErrorCode::kBadArgument, "there are no token ids; give at least one");
  check_index("i", i, ids.size());
  check_index("j", j, ids.size());
  const bool rotary = config.position == PositionKind::kRotary;
  const auto name = [&](HookPoint point) { return hook_name(point, layer); };
  const std::string queries = name(rotary ? HookPoint::kRotQ : HookPoint::kQ);
  const std::string keys = name(rotary ? HookPoint::kRotK : HookPoint::kK);
  const std::string values = name(HookPoint::kV);
  Inspector inspector(
      {queries, keys, values, name(HookPoint::kAttnScores), name(HookPoint::kPattern), name(HookPoint::kZ)},
      interventions, config);
  KvCache cache = model.make_cache();
  model.forward(ids, cache, LogitRows::kNone, &inspector);

  CellExplanation cell;
  cell.layer = layer;
  cell.head = head;
  cell.kv_head = head / (config.h / config.g);
  cell.i = i;
  cell.j = j;
  cell.q = head_vector(*inspector.find(queries), i, head);
  cell.k = head_vector(*inspector.find(keys), j, cell.kv_head);
  cell.v = head_vector(*inspector.find(values), j, cell.kv_head);
  cell.z = head_vector(*inspector.find(name(HookPoint::kZ)), i, head);
  const std::size_t t = ids.size();
  const std::size_t row = (head * t + i) * t;
  cell.scores = slice(*inspector.find(name(HookPoint::kAttnScores)), row, t);
  cell.pattern = slice(*inspector.find(name(HookPoint::kPattern)), row, t);
  explain_score(cell);
  explain_softmax(cell);
  explain_values(cell, *inspector.find(values));
  return cell;
}

}  // namespace attn
