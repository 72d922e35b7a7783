#include "base/error.hpp"
#include "cli/attention_file.hpp"
#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "mechanisms/mechanism.hpp"

namespace attn::cli {
namespace {

void write(JsonWriter& json, const char* key, const OnnxTensor& tensor) {
  json.key(key).tensor(tensor.shape, tensor.data);
}

void print_onnx(const OnnxAttentionInputs& inputs) {
  const OnnxAttentionOutputs out = onnx_attention(inputs);
  JsonWriter json;
  json.begin_object();
  write(json, "y", out.y);
  write(json, "present_key", out.present_key);
  write(json, "present_value", out.present_value);
  if (out.scores) write(json, "qk_matmul_output", *out.scores);
  json.end_object();
  print(json);
}

template <class T>
HeadsView<T> dense(T* data, const OnnxTensor& tensor) {
  const auto& s = tensor.shape;
  return {data, s[1] * s[2] * s[3], s[2] * s[3], s[3]};
}

void write_work(JsonWriter& json, const Work& work) {
  json.key("work").begin_object();
  json.key("pairs").integer(work.pairs);
  json.key("scores").integer(work.scores);
  json.key("multiply_adds").integer(work.multiply_adds);
  json.key("bytes_moved").integer(work.bytes_moved);
  json.key("peak_bytes").integer(std::uint64_t{work.peak_bytes});
  json.end_object();
}

void print_mechanism(const MechanismCase& problem) {
  const auto& [q, k, v] = std::tie(problem.q, problem.k, problem.v);
  OnnxTensor y{{q.shape[0], q.shape[1], q.shape[2], v.shape[3]}, {}};
  OnnxTensor pattern{{q.shape[0], q.shape[1], q.shape[2], k.shape[2]}, {}};
  for (OnnxTensor* out : {&y, &pattern})
    out->data.resize(out->shape[0] * out->shape[1] * out->shape[2] * out->shape[3]);
  MechanismInput input;
  input.shape = {q.shape[0], q.shape[1], k.shape[1], q.shape[2], k.shape[2], q.shape[3], v.shape[3]};
  input.q = dense(q.data.data(), q), input.k = dense(k.data.data(), k), input.v = dense(v.data.data(), v);
  input.offset = problem.offset, input.segments = problem.segments;
  Work work;
  run_mechanism(
      problem.spec, input, {.work = &work},
      {.y = dense(y.data.data(), y), .scores = dense(pattern.data.data(), pattern), .stage = ScoreStage::kPattern});
  JsonWriter json;
  json.begin_object();
  write(json, "y", y);
  write(json, "pattern", pattern);
  write(json, "present_key", k);
  write(json, "present_value", v);
  write_work(json, work);
  json.end_object();
  print(json);
}

int attention_command(const Args& args) {
  const AttentionFile file(args.operand());
  try {
    if (file.names_mechanism())
      print_mechanism(file.mechanism());
    else
      print_onnx(file.inputs());
  } catch (const Error& error) {
    const std::string message = error.what();
    throw Error(error.code(), message.starts_with(args.operand()) ? message : args.operand() + ": " + message);
  }
  return kDone;
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
    "  executor              reference (default), flash or sparse; only the reference can show qk_matmul_output\n"
    "or names a mechanism, by any of these keys (see attn mechanisms for ids, knobs and tensors):\n"
    "  operator, score, bias, mask, position   an id, or {\"id\": ..., KNOB: number, TENSOR: nested arrays}; several\n"
    "                        biases in an array add up; masks join as {\"all\": [...]} and {\"any\": [...]}\n"
    "  kv_heads              pools the key/value heads to so many by their mean\n"
    "  segments              for documents and sentences: the number of each key's\n"
    "  alignment             upper_left: query i stands at position i; lower_right: the last query at the last key\n"
    "                        (and so with a past, unless it says otherwise)\n"
    "Numbers that are not finite are \"inf\", \"-inf\" and \"nan\", in and out.\n"
    "Prints y, present_key, present_value and qk_matmul_output, or with a mechanism y, pattern, present_key,\n"
    "present_value and work (what the kernels counted; peak_bytes: the executor's own buffers at their largest, "
    "without\n"
    "what a score works with in itself, as additive's projections). A query that may see no key gives zeros.\n",
    {},
    attention_command};

}  // namespace attn::cli
