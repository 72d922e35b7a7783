#pragma once

#include <string>

#include "model/family.hpp"

namespace attn::families {

/// Touvron et al. 2023: RMSNorm, rotary positions, gated SiLU feed-forward, grouped-query attention.
struct Llama {
  static constexpr std::string_view kId = "llama";
  static constexpr std::string_view kArchitecture = "LlamaForCausalLM";
  static constexpr std::string_view kModelType = "llama";

  static ModelConfig read_config(const ConfigReader& json) {
    ModelConfig config;
    config.vocab = json.size("vocab_size");
    config.layers = json.size("num_hidden_layers");
    config.c = json.size("hidden_size");
    config.m = json.size("intermediate_size");
    config.h = json.size("num_attention_heads");
    config.g = json.size("num_key_value_heads", config.h);
    if (!json.has("head_dim")) require_multiple(json, "hidden_size", config.c, "num_attention_heads", config.h);
    config.d = json.size("head_dim", config.c / config.h);
    if (config.d % 2 != 0) {
      json.bad(json.has("head_dim") ? "head_dim" : "hidden_size", "rotary positions need an even head width");
    }
    require_multiple(json, "num_attention_heads", config.h, "num_key_value_heads", config.g);
    config.max_positions = json.size("max_position_embeddings");
    config.norm = NormKind::kRms;
    config.norm_eps = json.positive("rms_norm_eps", 1e-6F);
    config.position = PositionKind::kRotary;
    config.rope_theta = read_rope_theta(json);
    config.activation = read_activation(json, "hidden_act", "silu");
    config.gated_mlp = true;
    config.attention_bias = json.flag("attention_bias", false);
    config.mlp_bias = json.flag("mlp_bias", false);
    config.tied_embeddings = json.flag("tie_word_embeddings", false);
    read_token_ids(json, config);
    return config;
  }

  static DecoderWeights read_weights(const ModelConfig& config, const WeightReader& reader) {
    const std::string root = reader.prefix({"model.", ""}, "embed_tokens.weight");
    DecoderWeights weights;
    weights.embed = reader.tensor(root + "embed_tokens.weight", {config.vocab, config.c});
    for (std::size_t layer = 0; layer < config.layers; ++layer) {
      weights.layers.push_back(read_layer(config, reader, root + "layers." + std::to_string(layer) + "."));
    }
    weights.ln_final = reader.norm(root + "norm", config);
    if (!config.tied_embeddings) weights.head = reader.tensor("lm_head.weight", {config.vocab, config.c});
    return weights;
  }

 private:
  /// The plain rotary base: "rope_theta", or since transformers 5 "rope_parameters.rope_theta". Any
  /// rescaling of it (linear, dynamic, yarn, llama3) changes the angles and is refused, never ignored.
  static float read_rope_theta(const ConfigReader& json) {
    float theta = json.positive("rope_theta", 10000.0F);
    for (const char* key : {"rope_scaling", "rope_parameters"}) {
      const auto rope = json.object(key);
      if (!rope) continue;
      const char* type_key = rope->has("rope_type") ? "rope_type" : "type";
      if (rope->text(type_key, "default") != "default") rope->unsupported(type_key, "only default rotary positions");
      if (rope->positive("partial_rotary_factor", 1.0F) != 1.0F) {
        rope->unsupported("partial_rotary_factor", "only whole heads turn");
      }
      theta = rope->positive("rope_theta", theta);
    }
    return theta;
  }

  static LayerWeights read_layer(const ModelConfig& config, const WeightReader& reader, const std::string& at) {
    const auto [c, m] = std::pair{config.c, config.m};
    const auto [query_width, key_width] = std::pair{config.h * config.d, config.g * config.d};
    LayerWeights layer;
    layer.ln1 = reader.norm(at + "input_layernorm", config);
    layer.q = reader.linear(at + "self_attn.q_proj", query_width, c, config.attention_bias);
    layer.k = reader.linear(at + "self_attn.k_proj", key_width, c, config.attention_bias);
    layer.v = reader.linear(at + "self_attn.v_proj", key_width, c, config.attention_bias);
    layer.o = reader.linear(at + "self_attn.o_proj", c, query_width, config.attention_bias);
    layer.ln2 = reader.norm(at + "post_attention_layernorm", config);
    layer.gate = reader.linear(at + "mlp.gate_proj", m, c, config.mlp_bias);
    layer.up = reader.linear(at + "mlp.up_proj", m, c, config.mlp_bias);
    layer.down = reader.linear(at + "mlp.down_proj", c, m, config.mlp_bias);
    return layer;
  }
};

}  // namespace attn::families
