#include "mechanisms/model_swap.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "mechanisms/mechanism.hpp"
#include "mechanisms/read_spec.hpp"

namespace attn {

ModelSwap::ModelSwap(const JsonValue& json, const std::string& where, const ModelConfig& config, std::size_t tokens)
    : tokens_(tokens), entry_of_(config.layers) {
  const auto& list = json.array(where);
  entries_.reserve(list.size());  // entry_of_ points at them
  for (const JsonValue& item : list) {
    item.only_keys({"layers", "mechanism", "segments"}, where);
    Entry& entry = entries_.emplace_back();
    entry.spec = read_mechanism_alone(item.at("mechanism", where), where);
    if (entry.spec.position)
      entry.position =
          std::make_unique<AnyPosition>(make_position(*entry.spec.position, {config.d, config.max_positions}));
    if (const JsonValue* segments = item.find("segments"))
      for (const JsonValue& n : segments->array(where))
        entry.segments.push_back(
            static_cast<std::int32_t>(n.integer(where, 0, std::numeric_limits<std::int32_t>::max())));
    const JsonValue& layers = item.at("layers", where);
    if (layers.is_string() && layers.string(where) == "all") {
      for (const Entry*& held : entry_of_) held = &entry;
      continue;
    }
    for (const JsonValue& n : layers.array(where)) {
      const std::uint64_t layer = n.unsigned_integer(where);
      if (layer >= config.layers)
        fail(ErrorCode::kBadArgument, "{}: layer {}, but the model has layers 0 to {}",
             {where, layer, config.layers - 1});
      entry_of_[static_cast<std::size_t>(layer)] = &entry;
    }
  }
}

bool ModelSwap::has_position(std::size_t layer) const {
  return entry_of_[layer] != nullptr && entry_of_[layer]->position != nullptr;
}

void ModelSwap::place(std::size_t layer, simd::Matrix x, std::size_t first) const {
  apply_position(*entry_of_[layer]->position, x, first);
}

void ModelSwap::run(std::size_t layer, const AttentionProblem& problem, const AttentionResult& result) const {
  run(layer, problem, result, nullptr);
}

void ModelSwap::apply(std::size_t layer, const AttentionProblem& problem, std::span<const float> pattern,
                      const AttentionResult& result) const {
  struct Given : ScoreObserver {
    const float* pattern;
    void on_scores(std::size_t, std::size_t, std::span<float>) override {}
    void on_pattern(std::size_t, std::size_t head, std::span<float> matrix) override {
      std::copy_n(pattern + head * matrix.size(), matrix.size(), matrix.data());
    }
  } given;
  given.pattern = pattern.data();
  run(layer, problem, result, &given);
}

void ModelSwap::run(std::size_t layer, const AttentionProblem& problem, const AttentionResult& result,
                    ScoreObserver* observer) const {
  const Entry& entry = *entry_of_[layer];
  const AttentionShape& s = problem.shape;
  std::vector<std::int32_t> segments = entry.segments;
  if (!segments.empty()) segments.resize(s.t_k, segments.back());
  run_mechanism(entry.spec,
                {.shape = s,
                 .q = problem.q,
                 .k = problem.k,
                 .v = problem.v,
                 .offset = static_cast<std::ptrdiff_t>(s.t_k) - static_cast<std::ptrdiff_t>(s.t_q),
                 .segments = segments,
                 .length = tokens_},
                {.observer = observer, .placed = true}, result);
}

}  // namespace attn
