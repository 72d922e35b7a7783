// Checkpoints in memory for tests: a config.json text and named tensors, random from a stated seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "formats/tensor_source.hpp"

namespace attn::testing {

/// A TensorSource whose tensors tests may change before loading.
class MemoryWeights : public TensorSource {
 public:
  struct Entry {
    TensorInfo info;
    std::vector<float> data;
  };
  std::vector<Entry> entries;

  void add(const std::string& name, std::vector<std::uint64_t> shape, std::vector<float> data) {
    entries.push_back({{name, "F32", std::move(shape)}, std::move(data)});
  }
  Entry& entry(std::string_view name) {
    for (Entry& entry : entries) {
      if (entry.info.name == name) return entry;
    }
    throw std::runtime_error("test asks for a tensor that is not there: " + std::string(name));
  }
  void remove(std::string_view name) {
    std::erase_if(entries, [&](const Entry& entry) { return entry.info.name == name; });
  }

  [[nodiscard]] std::vector<TensorInfo> tensors() const override {
    std::vector<TensorInfo> infos;
    for (const Entry& entry : entries) infos.push_back(entry.info);
    return infos;
  }
  [[nodiscard]] const TensorInfo* find(std::string_view name) const override {
    for (const Entry& entry : entries) {
      if (entry.info.name == name) return &entry.info;
    }
    return nullptr;
  }
  void read(std::string_view name, std::span<float> out) const override {
    for (const Entry& entry : entries) {
      if (entry.info.name == name) std::copy(entry.data.begin(), entry.data.end(), out.begin());
    }
  }
};

struct Checkpoint {
  std::string config;
  MemoryWeights weights;
};

/// Normal numbers times `spread`, plus `centre`.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : random_(seed) {}
  std::vector<float> operator()(std::size_t count, float spread, float centre = 0) {
    std::normal_distribution<float> normal(centre, spread);
    std::vector<float> values(count);
    for (float& value : values) value = normal(random_);
    return values;
  }

 private:
  std::mt19937_64 random_;
};

/// Llama: vocabulary 29, 2 layers, c 12, 4 query and 2 key/value heads of width 6, m 15, 24 positions, untied.
inline Checkpoint tiny_llama(std::uint64_t seed = 1) {
  Checkpoint made;
  made.config = R"({"architectures": ["LlamaForCausalLM"], "vocab_size": 29, "hidden_size": 12, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6, "intermediate_size": 15,
    "max_position_embeddings": 24, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
    "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": [2, 3]})";
  Noise noise(seed);
  const auto matrix = [&](const std::string& name, std::size_t out, std::size_t in) {
    made.weights.add(name, {out, in}, noise(out * in, 1.5F / std::sqrt(static_cast<float>(in))));
  };
  const auto gain = [&](const std::string& name) { made.weights.add(name, {12}, noise(12, 0.2F, 1)); };
  made.weights.add("model.embed_tokens.weight", {29, 12}, noise(29 * 12, 1));
  for (const char* layer : {"model.layers.0.", "model.layers.1."}) {
    const std::string at = layer;
    gain(at + "input_layernorm.weight");
    matrix(at + "self_attn.q_proj.weight", 24, 12);
    matrix(at + "self_attn.k_proj.weight", 12, 12);
    matrix(at + "self_attn.v_proj.weight", 12, 12);
    matrix(at + "self_attn.o_proj.weight", 12, 24);
    gain(at + "post_attention_layernorm.weight");
    matrix(at + "mlp.gate_proj.weight", 15, 12);
    matrix(at + "mlp.up_proj.weight", 15, 12);
    matrix(at + "mlp.down_proj.weight", 12, 15);
  }
  gain("model.norm.weight");
  matrix("lm_head.weight", 29, 12);
  return made;
}

/// GPT-2: vocabulary 23, 2 layers, c 15, 3 heads of width 5, m 60, 17 positions, tied.
inline Checkpoint tiny_gpt2(std::uint64_t seed = 2) {
  Checkpoint made;
  made.config = R"({"architectures": ["GPT2LMHeadModel"], "vocab_size": 23, "n_embd": 15, "n_layer": 2, "n_head": 3,
    "n_positions": 17, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new", "bos_token_id": 50256,
    "eos_token_id": 50256})";
  Noise noise(seed);
  const auto conv = [&](const std::string& name, std::size_t in, std::size_t out) {
    made.weights.add(name + ".weight", {in, out}, noise(in * out, 1.5F / std::sqrt(static_cast<float>(in))));
    made.weights.add(name + ".bias", {out}, noise(out, 0.2F));
  };
  const auto norm = [&](const std::string& name) {
    made.weights.add(name + ".weight", {15}, noise(15, 0.2F, 1));
    made.weights.add(name + ".bias", {15}, noise(15, 0.2F));
  };
  made.weights.add("transformer.wte.weight", {23, 15}, noise(23 * 15, 1));
  made.weights.add("transformer.wpe.weight", {17, 15}, noise(17 * 15, 0.5F));
  for (const char* layer : {"transformer.h.0.", "transformer.h.1."}) {
    const std::string at = layer;
    norm(at + "ln_1");
    conv(at + "attn.c_attn", 15, 45);
    conv(at + "attn.c_proj", 15, 15);
    norm(at + "ln_2");
    conv(at + "mlp.c_fc", 15, 60);
    conv(at + "mlp.c_proj", 60, 15);
  }
  norm("transformer.ln_f");
  return made;
}

}  // namespace attn::testing
