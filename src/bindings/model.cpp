#include "bindings/model.hpp"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.hpp"
#include "bindings/values.hpp"
#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "inspect/entropy.hpp"
#include "inspect/explain.hpp"
#include "inspect/head_stats.hpp"
#include "inspect/trace.hpp"
#include "mechanisms/sliced_experts.hpp"
#include "model/sizes.hpp"

namespace attn::bindings {
namespace {

constexpr const char* kPatterns = "blocks.*.attn.hook_pattern";
constexpr std::size_t kStatColumns = 8;

val optional_id(const std::optional<std::int32_t>& id) { return id ? val(*id) : val::null(); }

val info_out(const ModelConfig& config, const TensorSource& weights) {
  val info = val::object();
  put_text(info, "architecture", config.architecture);
  put_number(info, "layers", static_cast<double>(config.layers));
  put_number(info, "heads", static_cast<double>(config.h));
  put_number(info, "kvHeads", static_cast<double>(config.g));
  put_number(info, "headWidth", static_cast<double>(config.d));
  put_number(info, "width", static_cast<double>(config.c));
  put_number(info, "feedForward", static_cast<double>(config.m));
  put_number(info, "vocab", static_cast<double>(config.vocab));
  put_number(info, "maxPositions", static_cast<double>(config.max_positions));
  put_number(info, "parameters", static_cast<double>(parameter_count(weights)));
  put_number(info, "cacheBytesPerToken", static_cast<double>(cache_bytes_per_token(config)));
  put(info, "bosId", optional_id(config.bos_id));
  put(info, "eosIds", val::array(config.eos_ids));
  return info;
}

/// A row a head of every layer, kStatColumns numbers a row; NaN where the text gives nothing to measure.
val stats_out(const std::vector<HeadStats>& stats) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> rows;
  rows.reserve(stats.size() * kStatColumns);
  val labels = val::array();
  for (const HeadStats& head : stats) {
    for (const auto& score : {head.previous_token, head.first_token, head.current_token, head.induction,
                              head.duplicate_token, head.entropy_bits, head.mean_distance}) {
      rows.push_back(score.value_or(kNone));
    }
    rows.push_back(head.label_score);
    push_text(labels, head.label);
  }
  val result = val::object();
  put_number(result, "columns", kStatColumns);
  put_array(result, "rows", rows);
  put(result, "labels", labels);
  return result;
}

std::vector<HeadStats> all_head_stats(const Inspector& inspector, const ModelConfig& config,
                                      std::span<const std::int32_t> ids) {
  std::vector<HeadStats> all;
  for (std::size_t layer = 0; layer < config.layers; ++layer) {
    const TracedTensor* pattern = inspector.find(hook_name(HookPoint::kPattern, layer));
    const std::vector<HeadStats> stats = head_stats(pattern->data, config.h, ids);
    all.insert(all.end(), stats.begin(), stats.end());
  }
  return all;
}

/// Without the patterns that only the statistics asked for.
std::vector<TracedTensor> asked_for(std::vector<TracedTensor> tensors, const std::vector<std::string>& capture) {
  std::erase_if(tensors, [&](const TracedTensor& tensor) {
    return std::none_of(capture.begin(), capture.end(),
                        [&](const std::string& glob) { return glob_matches(glob, tensor.name); });
  });
  return tensors;
}

/// Where the option `attention` (JSON, see mechanisms/model_swap.hpp) names none, nothing is swapped. The text has so
/// many tokens before any is generated.
void read_swap(std::optional<ModelSwap>& swap, const val& options, const ModelConfig& config, std::size_t tokens) {
  const auto json = get_text(options, "attention");
  swap.reset();
  if (!json.empty()) swap.emplace(parse_json(json, "attention"), "attention", config, tokens);
}

const AttentionSwap* given(const std::optional<ModelSwap>& swap) { return swap ? &*swap : nullptr; }

}  // namespace

val ModelBinding::reserve(double bytes) {
  model_.reset();
  file_.reset();
  if (!(bytes >= 0 && bytes < static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max()))) throw std::bad_alloc();
  file_size_ = static_cast<std::size_t>(bytes);
  file_ = std::make_unique_for_overwrite<std::uint8_t[]>(file_size_);
  return val(emscripten::typed_memory_view(file_size_, file_.get()));
}

val ModelBinding::load(const std::string& config_json) {
  const auto file = std::move(file_);  // freed when this returns, also by an error
  const SafetensorsFile weights = SafetensorsFile::parse(std::as_bytes(std::span(file.get(), file ? file_size_ : 0)));
  auto model = std::make_shared<const Model>(Model::load(config_json, weights));
  val info = info_out(model->config(), weights);
  model_ = std::move(model);
  return info;
}

std::shared_ptr<const Model> ModelBinding::model() const {
  if (!model_) fail(ErrorCode::kBadArgument, "no model is loaded here; call load first");
  return model_;
}

val ModelBinding::run(const val& options) const {
  const auto model = this->model();
  const auto ids = read_ids(get(options, "ids"));
  const auto capture = read_strings(get(options, "capture"));
  const SamplingOptions sampling = read_sampling(get(options, "sampling"));
  const bool stats = get_flag(options, "stats");
  auto globs = capture;
  if (stats) globs.emplace_back(kPatterns);
  Inspector inspector(globs, read_interventions(get(options, "interventions")), model->config());
  std::optional<ModelSwap> swap;
  read_swap(swap, options, model->config(), ids.size());
  KvCache cache = model->make_cache();
  const double start = emscripten_get_now();
  const auto logits = model->forward(ids, cache, LogitRows::kLast, &inspector, given(swap));
  const double milliseconds = emscripten_get_now() - start;
  const auto candidates = distribution(logits, sampling, ids);
  val result = val::object();
  put(result, "stats", stats ? stats_out(all_head_stats(inspector, model->config(), ids)) : val::null());
  put(result, "tensors", tensors_out(asked_for(inspector.take(), capture)));
  put(result, "next", candidates_out(candidates, index_number(options, "top")));
  put_number(result, "entropy", entropy_bits(candidates));
  put_number(result, "milliseconds", milliseconds);
  return result;
}

val ModelBinding::explain(const val& options) const {
  const auto ids = read_ids(get(options, "ids"));
  const CellExplanation cell = explain_cell(
      *model(), ids, index_number(options, "layer"), index_number(options, "head"), index_number(options, "query"),
      index_number(options, "key"), read_interventions(get(options, "interventions")));
  val result = val::object();
  put_number(result, "kvHead", static_cast<double>(cell.kv_head));
  put_array(result, "q", cell.q);
  put_array(result, "k", cell.k);
  put_array(result, "products", cell.products);
  put_number(result, "dot", cell.dot);
  put_number(result, "scale", cell.scale);
  put_number(result, "score", cell.scaled);
  put(result, "masked", val(cell.masked));
  put_array(result, "rowScores", cell.scores);
  put_number(result, "rowMax", cell.row_max);
  put_array(result, "rowExps", cell.exps);
  put_number(result, "denominator", cell.denominator);
  put_array(result, "rowPattern", cell.pattern);
  put_number(result, "weight", cell.pattern[cell.j]);
  put_array(result, "v", cell.v);
  put_array(result, "weightedV", cell.weighted);
  put_array(result, "sum", cell.sum);
  put_array(result, "z", cell.z);
  return result;
}

val ModelBinding::experts(const val& options) const {
  const SlicedExperts cut = slice_experts(*model(), read_ids(get(options, "ids")), index_number(options, "layer"),
                                          index_number(options, "experts"), index_number(options, "keep"));
  val result = val::object();
  put_number(result, "tokens", static_cast<double>(cut.tokens));
  put_number(result, "experts", static_cast<double>(cut.experts));
  put_number(result, "keep", static_cast<double>(cut.top_k));
  put_array(result, "scores", cut.router);
  put_array(result, "chosen", cut.chosen);
  put_array(result, "load", cut.load);
  put_array(result, "differences", cut.difference);
  put_array(result, "cosines", cut.cosine);
  put_number(result, "difference", cut.overall_difference);
  put_number(result, "cosine", cut.overall_cosine);
  put_number(result, "multiplyAdds", static_cast<double>(cut.kept_multiply_adds));
  put_number(result, "multiplyAddsWhole", static_cast<double>(cut.whole_multiply_adds));
  return result;
}

val GenerationBinding::start(const ModelBinding& model, const val& options) {
  model_ = model.model();
  ids_ = read_ids(get(options, "ids"));
  capture_ = read_strings(get(options, "capture"));
  interventions_ = read_interventions(get(options, "interventions"));
  sampling_ = read_sampling(get(options, "sampling"));
  top_ = index_number(options, "top");
  read_swap(swap_, options, model_->config(), ids_.size());
  sampler_.emplace(sampling_);
  cache_.emplace(model_->make_cache());
  const std::size_t positions = model_->config().max_positions;
  if (ids_.size() >= positions) {
    fail(ErrorCode::kContextFull, "the text has {} tokens, and the model holds {}; shorten the text to go on with it",
         {ids_.size(), positions});
  }
  Inspector inspector({}, interventions_, model_->config());
  if (ids_.size() > 1) {
    model_->forward(std::span(ids_).first(ids_.size() - 1), *cache_, LogitRows::kNone, &inspector, given(swap_));
  }
  return val::object();
}

val GenerationBinding::step() {
  if (!cache_ || ids_.size() >= model_->config().max_positions) {
    fail(ErrorCode::kContextFull, "this generation has ended; start another");
  }
  Inspector inspector(capture_, interventions_, model_->config());
  const double start = emscripten_get_now();
  const auto last = ids_.empty() ? std::span<const std::int32_t>() : std::span<const std::int32_t>(ids_).last(1);
  const auto logits = model_->forward(last, *cache_, LogitRows::kLast, &inspector, given(swap_));
  const double milliseconds = emscripten_get_now() - start;
  const auto candidates = distribution(logits, sampling_, ids_);
  const std::int32_t id = sampler_->next(logits, ids_);
  ids_.push_back(id);
  val result = val::object();
  put_number(result, "id", id);
  put(result, "next", candidates_out(candidates, top_));
  put(result, "tensors", tensors_out(inspector.take()));
  put(result, "full", val(ids_.size() >= model_->config().max_positions));
  put_number(result, "milliseconds", milliseconds);
  return result;
}

}  // namespace attn::bindings
