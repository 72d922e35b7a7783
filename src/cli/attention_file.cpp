#include "cli/attention_file.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "formats/file.hpp"
#include "formats/nested.hpp"
#include "mechanisms/read_spec.hpp"

namespace attn::cli {
namespace {

/// A tensor of no tokens cannot show its width in nested arrays; it has the width of the others.
void complete_widths(OnnxAttentionInputs& in) {
  const auto complete = [](std::initializer_list<OnnxTensor*> tensors) {
    std::size_t width = 0;
    for (const OnnxTensor* tensor : tensors) width = std::max(width, tensor != nullptr ? tensor->shape[3] : 0);
    for (OnnxTensor* tensor : tensors) {
      if (tensor != nullptr && tensor->data.empty()) tensor->shape[3] = width;
    }
  };
  complete({&in.q, &in.k, in.past_key ? &*in.past_key : nullptr});
  complete({&in.v, in.past_value ? &*in.past_value : nullptr});
}

}  // namespace

AttentionFile::AttentionFile(const std::string& path) : path_(path), root_(parse_json(read_text_file(path), path)) {
  root_.only_keys({"q",
                   "k",
                   "v",
                   "attn_mask",
                   "past_key",
                   "past_value",
                   "is_causal",
                   "scale",
                   "softcap",
                   "qk_matmul_output_mode",
                   "nonpad_kv_seqlen",
                   "executor",
                   "operator",
                   "score",
                   "bias",
                   "mask",
                   "position",
                   "kv_heads",
                   "segments",
                   "alignment"},
                  path_);
}

bool AttentionFile::names_mechanism() const {
  return std::ranges::any_of(std::initializer_list<const char*>{"operator", "score", "bias", "mask", "position",
                                                                "kv_heads", "segments", "alignment"},
                             [&](const char* key) { return find(key) != nullptr; });
}

OnnxAttentionInputs AttentionFile::tensors() const {
  OnnxAttentionInputs in;
  in.q = tensor("q", root_.at("q", path_));
  in.k = tensor("k", root_.at("k", path_));
  in.v = tensor("v", root_.at("v", path_));
  if (const JsonValue* value = find("past_key")) in.past_key = tensor("past_key", *value);
  if (const JsonValue* value = find("past_value")) in.past_value = tensor("past_value", *value);
  complete_widths(in);
  return in;
}

template <class Integer>
std::vector<Integer> AttentionFile::whole_numbers(std::string_view field, const JsonValue& value) const {
  std::vector<Integer> found;
  for (const JsonValue& number : value.array(where(field)))
    found.push_back(static_cast<Integer>(number.unsigned_integer(where(field), std::numeric_limits<Integer>::max())));
  return found;
}

OnnxAttentionInputs AttentionFile::inputs() const {
  OnnxAttentionInputs in = tensors();
  if (const JsonValue* value = find("attn_mask")) in.mask = mask(*value);
  if (const JsonValue* value = find("is_causal")) in.causal = flag("is_causal", *value);
  if (const JsonValue* value = find("scale")) in.scale = static_cast<float>(value->number(where("scale")));
  if (const JsonValue* value = find("softcap")) in.softcap = static_cast<float>(value->number(where("softcap")));
  if (const JsonValue* value = find("nonpad_kv_seqlen"))
    in.nonpad_kv_seqlen = whole_numbers<std::size_t>("nonpad_kv_seqlen", *value);
  if (const JsonValue* value = find("executor")) in.executor = executor_from_id(value->string(where("executor")));
  in.score_stage = score_stage(in.executor);
  return in;
}

MechanismCase AttentionFile::mechanism() const {
  for (const char* key : {"attn_mask", "nonpad_kv_seqlen", "qk_matmul_output_mode"}) {
    if (find(key) == nullptr) continue;
    fail(ErrorCode::kUnsupported,
         "{} has no meaning beside operator, score, bias, mask, position, kv_heads, segments or alignment: draw the "
         "mask "
         "as {\"id\": \"painted\", \"rows\": [...]}, and read the pattern instead of the scores",
         {where(key)});
  }
  const OnnxAttentionInputs in = tensors();
  check_onnx_inputs(in);
  MechanismCase problem;
  problem.spec = read_mechanism(root_, path_);
  problem.q = in.q, problem.k = join_past(in.past_key, in.k), problem.v = join_past(in.past_value, in.v);
  problem.offset = offset(problem, in.past_key.has_value());
  if (const JsonValue* value = find("segments")) problem.segments = whole_numbers<std::int32_t>("segments", *value);
  if (const JsonValue* value = find("scale")) {
    if (problem.spec.score.id != "scaled_dot" || !problem.spec.score.knobs.empty())
      fail(ErrorCode::kUnsupported, "{}: the score {} is not scaled by it; leave it out",
           {where("scale"), problem.spec.score.id});
    const double scale = value->number(where("scale"));
    if (scale == 0)
      fail(ErrorCode::kBadArgument,
           "{}: beside a mechanism a scale of 0 means 1/sqrt(width); leave it out for that, or give another",
           {where("scale")});
    problem.spec.score.knobs = {{"scale", scale}};
  }
  if (const JsonValue* value = find("is_causal"); value != nullptr && flag("is_causal", *value)) {
    MaskSpec causal;
    causal.one = ItemSpec("causal");
    problem.spec.mask = {MaskSpec::Kind::kAll, {}, {problem.spec.mask, causal}};
  }
  return problem;
}

std::ptrdiff_t AttentionFile::offset(const MechanismCase& problem, bool has_past) const {
  const auto queries = static_cast<std::ptrdiff_t>(problem.q.shape[2]);
  const auto keys = static_cast<std::ptrdiff_t>(problem.k.shape[2]);
  const JsonValue* value = find("alignment");
  if (value == nullptr) return has_past ? keys - queries : 0;
  const std::string& alignment = value->string(where("alignment"));
  if (alignment == "lower_right") return keys - queries;
  if (alignment == "upper_left") return 0;
  fail(ErrorCode::kUnknownId, "unknown alignment: {} (have lower_right, upper_left)", {alignment});
}

std::string AttentionFile::where(std::string_view field) const { return path_ + ": " + std::string(field); }

/// A field that may be missing or null.
const JsonValue* AttentionFile::find(std::string_view field) const {
  const JsonValue* value = root_.find(field);
  return value == nullptr || value->is_null() ? nullptr : value;
}

OnnxTensor AttentionFile::tensor(std::string_view field, const JsonValue& value) const {
  Nested nested = read_nested(value, where(field), 4, false);
  if (nested.shape.size() < 4 && !nested.numbers.empty()) {
    throw Error(ErrorCode::kBadFile, where(field) + " has shape " + shape_text(nested.shape) +
                                         "; expected four axes: [batch, heads, tokens, width]");
  }
  nested.shape.resize(4);
  return {std::move(nested.shape), std::move(nested.numbers)};
}

OnnxMask AttentionFile::mask(const JsonValue& value) const {
  Nested nested = read_nested(value, where("attn_mask"), 4, true);
  return {std::move(nested.shape), std::move(nested.numbers), std::move(nested.booleans), nested.boolean};
}

bool AttentionFile::flag(std::string_view field, const JsonValue& value) const {
  if (value.is_bool()) return value.boolean(where(field));
  return value.integer(where(field), 0, 1) == 1;
}

/// What qk_matmul_output shows. Without a mode, executors that hold no scores leave it out.
std::optional<ScoreStage> AttentionFile::score_stage(Executor executor) const {
  const JsonValue* mode = find("qk_matmul_output_mode");
  if (mode == nullptr && executor != Executor::kReference) return std::nullopt;
  const std::int64_t number = mode == nullptr ? 0 : mode->integer(where("qk_matmul_output_mode"), 0, 3);
  if (executor != Executor::kReference) {
    throw Error(ErrorCode::kUnsupported, where("qk_matmul_output_mode") +
                                             ": this executor never holds the scores; leave the mode out, or use the "
                                             "executor \"reference\"");
  }
  return static_cast<ScoreStage>(number);
}

}  // namespace attn::cli
