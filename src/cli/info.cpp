#include "cli/checkpoint.hpp"
#include "cli/commands.hpp"
#include "model/config.hpp"
#include "model/sizes.hpp"

namespace attn::cli {
namespace {

const char* norm_id(NormKind norm) { return norm == NormKind::kRms ? "rms" : "layer"; }
const char* position_id(PositionKind position) { return position == PositionKind::kRotary ? "rotary" : "learned"; }
const char* activation_id(Activation activation) {
  switch (activation) {
    case Activation::kSilu: return "silu";
    case Activation::kGeluErf: return "gelu";
    case Activation::kGeluTanh: return "gelu_tanh";
  }
  return "unknown";
}

void write_config(JsonWriter& json, const ModelConfig& config) {
  const auto size = [&](const char* key, std::size_t value) { json.key(key).integer(std::uint64_t{value}); };
  json.key("config").begin_object();
  size("vocab", config.vocab);
  size("layers", config.layers);
  size("width", config.c);
  size("heads", config.h);
  size("kv_heads", config.g);
  size("head_width", config.d);
  size("feed_forward", config.m);
  size("max_positions", config.max_positions);
  json.key("norm").string(norm_id(config.norm));
  json.key("norm_eps").number(config.norm_eps);
  json.key("position").string(position_id(config.position));
  if (config.position == PositionKind::kRotary) json.key("rope_theta").number(config.rope_theta);
  json.key("activation").string(activation_id(config.activation));
  json.key("gated_mlp").boolean(config.gated_mlp);
  json.key("attention_bias").boolean(config.attention_bias);
  json.key("mlp_bias").boolean(config.mlp_bias);
  json.key("tied_embeddings").boolean(config.tied_embeddings);
  json.key("bos_id");
  config.bos_id ? json.integer(std::int64_t{*config.bos_id}) : json.null();
  json.key("eos_ids").begin_array();
  for (const std::int32_t id : config.eos_ids) json.integer(std::int64_t{id});
  json.end_array().end_object();
}

void write_tensors(JsonWriter& json, const TensorSource& weights) {
  json.key("tensors").begin_array(JsonWriter::Layout::kLines);
  for (const TensorInfo& tensor : weights.tensors()) {
    json.begin_object().key("name").string(tensor.name).key("dtype").string(tensor.dtype).key("shape").begin_array();
    for (const std::uint64_t n : tensor.shape) json.integer(n);
    json.end_array().end_object();
  }
  json.end_array();
}

int info(const Args& args) {
  const Checkpoint checkpoint = read_checkpoint(args.operand());
  const ModelConfig config = parse_config(checkpoint.config_json);
  JsonWriter json;
  json.begin_object();
  json.key("architecture").string(config.architecture);
  json.key("family").string(config.family);
  json.key("parameters").integer(parameter_count(checkpoint.weights));
  json.key("weight_bytes").integer(checkpoint.weights.data_bytes());
  json.key("cache_bytes_per_token").integer(cache_bytes_per_token(config));
  write_config(json, config);
  write_tensors(json, checkpoint.weights);
  json.end_object();
  print(json);
  return kDone;
}

}  // namespace

const Command kInfo{"info",
                    "DIR",
                    "what a checkpoint is made of",
                    "DIR is a Hugging Face folder: config.json and model.safetensors.\n"
                    "Prints the configuration, the number of parameters, the bytes of the weights, the bytes that\n"
                    "each token adds to the key/value cache, and every tensor's name, type and shape.\n",
                    {},
                    info};

}  // namespace attn::cli
