// Configurations and weights that are wrong: each error names what is wrong, and where.
#include <catch2/catch_test_macros.hpp>

#include <limits>

#include "model/families.hpp"
#include "model/model.hpp"
#include "model/sizes.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

/// The text with `from` replaced; `from` must be in it.
std::string edited(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct BadConfig {
  const char *from, *to;
  ErrorCode code;
  const char *key, *value;  ///< both must be in the message
};

constexpr auto kBad = ErrorCode::kBadFile;
constexpr auto kUnsupported = ErrorCode::kUnsupported;

const BadConfig kBadLlamas[] = {
    {R"("vocab_size": 29, )", "", kBad, "vocab_size", "missing"},
    {R"("vocab_size": 29)", R"("vocab_size": null)", kBad, "vocab_size", "missing"},
    {R"("vocab_size": 29)", R"("vocab_size": 0)", kBad, "vocab_size", "0"},
    {R"("vocab_size": 29)", R"("vocab_size": -29)", kBad, "vocab_size", "-29"},
    {R"("vocab_size": 29)", R"("vocab_size": 29.5)", kBad, "vocab_size", "29.5"},
    {R"("vocab_size": 29)", R"("vocab_size": "29")", kBad, "vocab_size", "\"29\""},
    {R"("vocab_size": 29)", R"("vocab_size": 99999999999999999999)", kBad, "vocab_size", "16777216"},
    {R"("hidden_size": 12)", R"("hidden_size": 4294967296)", kBad, "hidden_size", "4294967296"},
    {R"("hidden_size": 12)", R"("hidden_size": [12])", kBad, "hidden_size", "array"},
    {R"("num_hidden_layers": 2)", R"("num_hidden_layers": 0)", kBad, "num_hidden_layers", "0"},
    {R"("intermediate_size": 15)", R"("intermediate_size": true)", kBad, "intermediate_size", "true"},
    {R"("max_position_embeddings": 24, )", " ", kBad, "max_position_embeddings", "missing"},
    {R"("num_key_value_heads": 2)", R"("num_key_value_heads": 3)", kBad, "num_attention_heads", "3"},
    {R"("num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6)", R"("num_attention_heads": 5)", kBad,
     "hidden_size", "5"},
    {R"("head_dim": 6)", R"("head_dim": 7)", kBad, "head_dim", "even"},
    {R"("num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6)", R"("num_attention_heads": 4)", kBad,
     "hidden_size", "even"},
    {R"("rms_norm_eps": 1e-5)", R"("rms_norm_eps": 0)", kBad, "rms_norm_eps", "0"},
    {R"("rms_norm_eps": 1e-5)", R"("rms_norm_eps": 1e-60)", kBad, "rms_norm_eps", "above 0"},
    {R"("rope_theta": 10000.0)", R"("rope_theta": -1)", kBad, "rope_theta", "-1"},
    {R"("rope_theta": 10000.0)", R"("rope_theta": 1e60)", kBad, "rope_theta", "float"},
    {R"("rope_theta": 10000.0)", R"("rope_scaling": {"rope_type": "yarn"})", kUnsupported, "rope_scaling.rope_type",
     "yarn"},
    {R"("rope_theta": 10000.0)", R"("rope_scaling": {"type": "linear", "factor": 2.0})", kUnsupported,
     "rope_scaling.type", "linear"},
    {R"("rope_theta": 10000.0)", R"("rope_scaling": 2)", kBad, "rope_scaling", "2"},
    {R"("rope_theta": 10000.0)", R"("rope_parameters": {"partial_rotary_factor": 0.5})", kUnsupported,
     "partial_rotary_factor", "0.5"},
    {R"("hidden_act": "silu")", R"("hidden_act": "relu2")", kUnsupported, "hidden_act", "relu2"},
    {R"("hidden_act": "silu")", R"("hidden_act": 3)", kBad, "hidden_act", "3"},
    {R"("tie_word_embeddings": false)", R"("tie_word_embeddings": "no")", kBad, "tie_word_embeddings", "no"},
    {R"("bos_token_id": 1)", R"("bos_token_id": "1")", kBad, "bos_token_id", "\"1\""},
    {R"("eos_token_id": [2, 3])", R"("eos_token_id": [2, -3])", kBad, "eos_token_id", "array"},
    {R"(["LlamaForCausalLM"])", R"(["MambaForCausalLM"])", kUnsupported, "MambaForCausalLM", "LlamaForCausalLM"},
    {R"(["LlamaForCausalLM"])", R"([])", kBad, "architectures", "array"},
    {R"("architectures": ["LlamaForCausalLM"], )", "", kBad, "architectures", "GPT2LMHeadModel"},
};

const BadConfig kBadGpt2s[] = {
    {R"("n_embd": 15)", R"("n_embd": 16)", kBad, "n_embd", "n_head"},
    {R"("n_positions": 17, )", "", kBad, "n_ctx", "missing"},
    {R"("n_layer": 2)", R"("n_layer": 2, "n_inner": 0)", kBad, "n_inner", "0"},
    {R"("n_layer": 2)", R"("n_layer": 2, "scale_attn_weights": false)", kUnsupported, "scale_attn_weights", "false"},
    {R"("n_layer": 2)", R"("n_layer": 2, "scale_attn_by_inverse_layer_idx": true)", kUnsupported,
     "scale_attn_by_inverse_layer_idx", "true"},
    {R"("n_layer": 2)", R"("n_layer": 2, "add_cross_attention": true)", kUnsupported, "add_cross_attention", "true"},
    {R"("gelu_new")", R"("tanhshrink")", kUnsupported, "activation_function", "tanhshrink"},
};

void check_bad(const std::string& config, const BadConfig& bad) {
  INFO(bad.from << " -> " << bad.to);
  ATTN_CHECK_ERROR([&] { parse_config(edited(config, bad.from, bad.to)); }, bad.code, bad.key, bad.value);
}

void load(const Checkpoint& checkpoint) { Model::load(checkpoint.config, checkpoint.weights); }

}  // namespace

TEST_CASE("a configuration that is wrong is refused with its key and its value") {
  for (const BadConfig& bad : kBadLlamas) check_bad(tiny_llama().config, bad);
  for (const BadConfig& bad : kBadGpt2s) check_bad(tiny_gpt2().config, bad);
}

TEST_CASE("a configuration that is not a JSON object is refused") {
  for (const char* text : {"", "[]", "null", "{", "hello", "{\"a\": 1} x"}) {
    INFO(text);
    ATTN_CHECK_ERROR([&] { parse_config(text); }, ErrorCode::kBadFile, "config.json");
  }
}

TEST_CASE("a configuration says what it says") {
  const ModelConfig llama = parse_config(tiny_llama().config);
  CHECK(llama.family == "llama");
  CHECK(llama.architecture == "LlamaForCausalLM");
  CHECK(llama.vocab == 29);
  CHECK(llama.c == 12);
  CHECK(llama.h == 4);
  CHECK(llama.g == 2);
  CHECK(llama.d == 6);
  CHECK(llama.bos_id == 1);
  CHECK(llama.eos_ids == std::vector<std::int32_t>{2, 3});
  const ModelConfig gpt2 = parse_config(tiny_gpt2().config);
  CHECK(gpt2.m == 60);
  CHECK(gpt2.tied_embeddings);
  CHECK_FALSE(gpt2.bos_id.has_value());  // 50256 is outside this vocabulary
  CHECK(gpt2.eos_ids.empty());
}

TEST_CASE("a model's size counts every number of its file, and its cache a key and a value a layer") {
  MemoryWeights weights;
  weights.add("a", {2, 3}, std::vector<float>(6));
  weights.add("b", {5}, std::vector<float>(5));
  weights.add("scalar", {}, {1});
  CHECK(parameter_count(weights) == 12);
  // 2 (key and value) x 2 layers x 2 heads x 6 wide x 4 bytes
  CHECK(cache_bytes_per_token(parse_config(tiny_llama().config)) == 192);
}

TEST_CASE("the rotary base is found where transformers 4 and 5 put it") {
  const std::string config = tiny_llama().config;
  const auto theta = [&](const char* keys) {
    return parse_config(edited(config, R"("rope_theta": 10000.0)", keys)).rope_theta;
  };
  CHECK(theta(R"("rope_theta": 500.0)") == 500.0F);
  CHECK(theta(R"("rope_scaling": null)") == 10000.0F);
  CHECK(theta(R"("rope_scaling": {"rope_type": "default"}, "rope_theta": 7.0)") == 7.0F);
  CHECK(theta(R"("rope_parameters": {"rope_type": "default", "rope_theta": 77.0})") == 77.0F);
}

TEST_CASE("a model type stands in for a missing architecture") {
  const std::string config =
      edited(tiny_llama().config, R"("architectures": ["LlamaForCausalLM"])", R"("model_type": "llama")");
  CHECK(parse_config(config).family == "llama");
}

TEST_CASE("every family is known by its id and its architecture") {
  const std::vector<FamilyInfo> infos = family_infos();
  REQUIRE(infos.size() >= 2);
  CHECK(infos[0].id == "gpt2");
  CHECK(infos[1].architecture == "LlamaForCausalLM");
}

TEST_CASE("each tensor that is missing is named") {
  for (const Checkpoint& whole : {tiny_llama(), tiny_gpt2()}) {
    for (const auto& entry : whole.weights.entries) {
      Checkpoint checkpoint = whole;
      checkpoint.weights.remove(entry.info.name);
      // Without its embedding a file's prefix cannot be told, but the name is still the usual one.
      ATTN_CHECK_ERROR([&] { load(checkpoint); }, ErrorCode::kBadFile, entry.info.name, "no tensor");
    }
  }
}

TEST_CASE("each tensor of another shape is named, with both shapes") {
  for (const Checkpoint& whole : {tiny_llama(), tiny_gpt2()}) {
    for (const auto& entry : whole.weights.entries) {
      Checkpoint checkpoint = whole;
      auto& shape = checkpoint.weights.entry(entry.info.name).info.shape;
      const std::uint64_t right = shape.back();
      shape.back() += 1;
      ATTN_CHECK_ERROR([&] { load(checkpoint); }, ErrorCode::kBadFile, entry.info.name, std::to_string(right + 1));
      shape.insert(shape.begin(), 1);
      shape.back() -= 1;
      ATTN_CHECK_ERROR([&] { load(checkpoint); }, ErrorCode::kBadFile, entry.info.name, "[1, ");
    }
  }
}

TEST_CASE("weights that are not finite are named, with their index") {
  for (const Checkpoint& whole : {tiny_llama(), tiny_gpt2()}) {
    for (const auto& entry : whole.weights.entries) {
      Checkpoint checkpoint = whole;
      auto& broken = checkpoint.weights.entry(entry.info.name);
      broken.data.back() = std::numeric_limits<float>::quiet_NaN();
      std::string index = "[";
      for (const std::uint64_t n : broken.info.shape) index += (index.size() > 1 ? ", " : "") + std::to_string(n - 1);
      ATTN_CHECK_ERROR([&] { load(checkpoint); }, ErrorCode::kNotFinite, entry.info.name, "NaN", index + "]");
    }
  }
  Checkpoint infinite = tiny_llama();
  infinite.weights.entry("model.norm.weight").data[3] = -std::numeric_limits<float>::infinity();
  ATTN_CHECK_ERROR([&] { load(infinite); }, ErrorCode::kNotFinite, "model.norm.weight", "infinity", "[3]");
}

TEST_CASE("names with and without the usual prefix are found") {
  for (auto [checkpoint, prefix] :
       {std::pair{tiny_llama(), std::string("model.")}, std::pair{tiny_gpt2(), std::string("transformer.")}}) {
    const Model named = Model::load(checkpoint.config, checkpoint.weights);
    for (auto& entry : checkpoint.weights.entries) {
      if (entry.info.name.starts_with(prefix)) entry.info.name.erase(0, prefix.size());
    }
    const Model bare = Model::load(checkpoint.config, checkpoint.weights);
    KvCache a = named.make_cache(), b = bare.make_cache();
    const std::vector<std::int32_t> ids = {1, 2, 3};
    CHECK(named.forward(ids, a, LogitRows::kAll) == bare.forward(ids, b, LogitRows::kAll));
  }
}

TEST_CASE("a tied head is the embedding, whatever head the file holds") {
  Checkpoint untied = tiny_llama();
  untied.weights.entry("lm_head.weight").data = untied.weights.entry("model.embed_tokens.weight").data;
  Checkpoint tied = tiny_llama();
  tied.config = edited(tied.config, R"("tie_word_embeddings": false)", R"("tie_word_embeddings": true)");
  const Model a = Model::load(untied.config, untied.weights), b = Model::load(tied.config, tied.weights);
  KvCache cache_a = a.make_cache(), cache_b = b.make_cache();
  const std::vector<std::int32_t> ids = {1, 2, 3};
  CHECK(a.forward(ids, cache_a, LogitRows::kAll) == b.forward(ids, cache_b, LogitRows::kAll));
}

TEST_CASE("weights larger than memory are an error that says how much was asked for") {
#if defined(__SANITIZE_ADDRESS__)
  SKIP("AddressSanitizer ends the program on an absurd allocation instead of throwing");
#endif
  Checkpoint checkpoint = tiny_llama();
  checkpoint.config = edited(checkpoint.config, R"("vocab_size": 29)", R"("vocab_size": 16777216)");
  checkpoint.config = edited(checkpoint.config, R"("hidden_size": 12)", R"("hidden_size": 16777216)");
  checkpoint.weights.entry("model.embed_tokens.weight").info.shape = {16777216, 16777216};
  ATTN_CHECK_ERROR([&] { load(checkpoint); }, ErrorCode::kOutOfMemory, "weights", "1073741824 MB");
}
