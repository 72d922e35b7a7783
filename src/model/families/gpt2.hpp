#pragma once

#include <string>
#include <utility>

#include "model/family.hpp"

namespace attn::families {

/// Radford et al. 2019: LayerNorm before each sublayer, learned positions, GELU feed-forward, biases everywhere.
struct Gpt2 {
  static constexpr std::string_view kId = "gpt2";
  static constexpr std::string_view kArchitecture = "GPT2LMHeadModel";
  static constexpr std::string_view kModelType = "gpt2";

  static ModelConfig read_config(const ConfigReader& json) {
    ModelConfig config;
    config.vocab = json.size("vocab_size");
    config.layers = json.size("n_layer");
    config.c = json.size("n_embd");
    config.h = config.g = json.size("n_head");
    require_multiple(json, "n_embd", config.c, "n_head", config.h);
    config.d = config.c / config.h;
    config.m = json.size("n_inner", 4 * config.c);
    config.max_positions = json.size(json.has("n_positions") ? "n_positions" : "n_ctx");
    config.norm = NormKind::kLayer;
    config.norm_eps = json.positive("layer_norm_epsilon", 1e-5F);
    config.position = PositionKind::kLearned;
    config.activation = read_activation(json, "activation_function", "gelu_new");
    config.attention_bias = config.mlp_bias = true;
    config.tied_embeddings = json.flag("tie_word_embeddings", true);
    refuse_variants(json);
    read_token_ids(json, config);
    return config;
  }

  static DecoderWeights read_weights(const ModelConfig& config, const WeightReader& reader) {
    const std::string root = reader.prefix({"transformer.", ""}, "wte.weight");
    DecoderWeights weights;
    weights.embed = reader.tensor(root + "wte.weight", {config.vocab, config.c});
    weights.positions = reader.tensor(root + "wpe.weight", {config.max_positions, config.c});
    for (std::size_t layer = 0; layer < config.layers; ++layer) {
      weights.layers.push_back(read_layer(config, reader, root + "h." + std::to_string(layer) + "."));
    }
    weights.ln_final = reader.norm(root + "ln_f", config);
    if (!config.tied_embeddings) weights.head = reader.tensor("lm_head.weight", {config.vocab, config.c});
    return weights;
  }

 private:
  /// Switches of GPT2Config that change the numbers and that nothing here implements.
  static void refuse_variants(const ConfigReader& json) {
    if (!json.flag("scale_attn_weights", true)) json.unsupported("scale_attn_weights", "only true");
    for (const char* key : {"scale_attn_by_inverse_layer_idx", "add_cross_attention"}) {
      if (json.flag(key, false)) json.unsupported(key, "only false");
    }
  }

  static LayerWeights read_layer(const ModelConfig& config, const WeightReader& reader, const std::string& at) {
    const auto [c, m] = std::pair{config.c, config.m};
    LayerWeights layer;
    layer.ln1 = reader.norm(at + "ln_1", config);
    auto qkv = reader.conv1d(at + "attn.c_attn", c, {c, c, c});
    layer.q = std::move(qkv[0]);
    layer.k = std::move(qkv[1]);
    layer.v = std::move(qkv[2]);
    layer.o = std::move(reader.conv1d(at + "attn.c_proj", c, {c})[0]);
    layer.ln2 = reader.norm(at + "ln_2", config);
    layer.up = std::move(reader.conv1d(at + "mlp.c_fc", c, {m})[0]);
    layer.down = std::move(reader.conv1d(at + "mlp.c_proj", m, {c})[0]);
    return layer;
  }
};

}  // namespace attn::families
