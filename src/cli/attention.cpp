#include <algorithm>

#include "attention/onnx_attention.hpp"
#include "base/error.hpp"
#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/nested.hpp"

namespace attn::cli {
namespace {

/// The fields of one attention file.
class AttentionFile {
 public:
  explicit AttentionFile(const std::string& path) : path_(path), root_(parse_json(read_text_file(path), path)) {
    root_.only_keys({"q", "k", "v", "attn_mask", "past_key", "past_value", "is_causal", "scale", "softcap",
                     "qk_matmul_output_mode", "nonpad_kv_seqlen", "executor"},
                    path_);
  }

  [[nodiscard]] OnnxAttentionInputs inputs() const {
    OnnxAttentionInputs in;
    in.q = tensor("q", root_.at("q", path_));
    in.k = tensor("k", root_.at("k", path_));
    in.v = tensor("v", root_.at("v", path_));
    if (const JsonValue* value = find("past_key")) in.past_key = tensor("past_key", *value);
    if (const JsonValue* value = find("past_value")) in.past_value = tensor("past_value", *value);
    complete_widths(in);
    if (const JsonValue* value = find("attn_mask")) in.mask = mask(*value);
    if (const JsonValue* value = find("is_causal")) in.causal = flag("is_causal", *value);
    if (const JsonValue* value = find("scale")) in.scale = static_cast<float>(value->number(where("scale")));
    if (const JsonValue* value = find("softcap")) in.softcap = static_cast<float>(value->number(where("softcap")));
    if (const JsonValue* value = find("nonpad_kv_seqlen")) in.nonpad_kv_seqlen = lengths(*value);
    if (const JsonValue* value = find("executor")) in.executor = executor_from_id(value->string(where("executor")));
    in.score_stage = score_stage(in.executor);
    return in;
  }

 private:
  [[nodiscard]] std::string where(std::string_view field) const { return path_ + ": " + std::string(field); }

  /// A field that may be missing or null.
  [[nodiscard]] const JsonValue* find(std::string_view field) const {
    const JsonValue* value = root_.find(field);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  [[nodiscard]] OnnxTensor tensor(std::string_view field, const JsonValue& value) const {
    Nested nested = read_nested(value, where(field), 4, false);
    if (nested.shape.size() < 4 && !nested.numbers.empty()) {
      throw Error(ErrorCode::kBadFile, where(field) + " has shape " + shape_text(nested.shape) +
                                           "; expected four axes: [batch, heads, tokens, width]");
    }
    nested.shape.resize(4);
    return {std::move(nested.shape), std::move(nested.numbers)};
  }

  /// A tensor of no tokens cannot show its width in nested arrays; it has the width of the others.
  static void complete_widths(OnnxAttentionInputs& in) {
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

  [[nodiscard]] OnnxMask mask(const JsonValue& value) const {
    Nested nested = read_nested(value, where("attn_mask"), 4, true);
    return {std::move(nested.shape), std::move(nested.numbers), std::move(nested.booleans), nested.boolean};
  }

  [[nodiscard]] bool flag(std::string_view field, const JsonValue& value) const {
    if (value.is_bool()) return value.boolean(where(field));
    return value.integer(where(field), 0, 1) == 1;
  }

  [[nodiscard]] std::vector<std::size_t> lengths(const JsonValue& value) const {
    std::vector<std::size_t> found;
    for (const JsonValue& length : value.array(where("nonpad_kv_seqlen"))) {
      found.push_back(static_cast<std::size_t>(length.unsigned_integer(where("nonpad_kv_seqlen"), SIZE_MAX)));
    }
    return found;
  }

  /// What qk_matmul_output shows. Without a mode, executors that hold no scores leave it out.
  [[nodiscard]] std::optional<ScoreStage> score_stage(Executor executor) const {
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

  const std::string& path_;
  JsonValue root_;
};

void write(JsonWriter& json, const char* key, const OnnxTensor& tensor) {
  json.key(key).tensor(tensor.shape, tensor.data);
}

OnnxAttentionOutputs compute(const OnnxAttentionInputs& inputs, const std::string& path) {
  try {
    return onnx_attention(inputs);
  } catch (const Error& error) {
    throw Error(error.code(), path + ": " + error.what());
  }
}

void attention_command(const Args& args) {
  const OnnxAttentionOutputs out = compute(AttentionFile(args.operand()).inputs(), args.operand());
  JsonWriter json;
  json.begin_object();
  write(json, "y", out.y);
  write(json, "present_key", out.present_key);
  write(json, "present_value", out.present_value);
  if (out.scores) write(json, "qk_matmul_output", *out.scores);
  json.end_object();
  print(json);
}

}  // namespace

const Command kAttention{
    "attention",
    "FILE.json",
    "one attention operation",
    "FILE.json is an object with the inputs and attributes of the ONNX operator Attention (opset 24):\n"
    "  q, k, v               nested arrays [batch, heads, tokens, width]; q may have a multiple of k's heads\n"
    "  attn_mask             true/false (true: takes part) or numbers to add; one to four axes that broadcast\n"
    "                        to [batch, heads, queries, keys]; one shorter than the keys masks the rest\n"
    "  past_key, past_value  like k and v; they come before k and v, and the causal diagonal starts after them\n"
    "  is_causal             0 or 1; query i sees key j when j <= i + the past's length\n"
    "  scale                 instead of 1/sqrt(width)\n"
    "  softcap               cap * tanh(score / cap), before the mask; 0 is none\n"
    "  nonpad_kv_seqlen      for each of the batch, how many keys are no padding (not with a past); the causal\n"
    "                        diagonal then ends at the last of them: j <= i + length - queries\n"
    "  qk_matmul_output_mode what qk_matmul_output shows: 0 scaled scores (default), 1 after the softcap,\n"
    "                        2 after bias and mask, 3 after softmax\n"
    "  executor              reference (default) or flash, which cannot show qk_matmul_output\n"
    "Numbers that are not finite are \"inf\", \"-inf\" and \"nan\", in and out.\n"
    "Prints y, present_key, present_value and qk_matmul_output. A query that may see no key gives zeros.\n",
    {},
    attention_command};

}  // namespace attn::cli
