// The operator against what the onnx package computes: scripts/golden/onnx_attention.py made the files.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <filesystem>

#include "attention/onnx_attention.hpp"
#include "formats/file.hpp"
#include "formats/json.hpp"
#include "formats/nested.hpp"

using namespace attn;

namespace {

/// Numbers of order 1 in float32, summed over at most seven products: rounding stays far below.
constexpr double kTolerance = 1e-5;

OnnxTensor tensor(const JsonValue& value, const char* name) {
  Nested nested = read_nested(value, name, 4, false);
  return {nested.shape, nested.numbers};
}

OnnxAttentionInputs inputs_of(const JsonValue& json) {
  OnnxAttentionInputs in;
  in.q = tensor(json.at("q", ""), "q");
  in.k = tensor(json.at("k", ""), "k");
  in.v = tensor(json.at("v", ""), "v");
  if (const JsonValue* mask = json.find("attn_mask")) {
    const Nested nested = read_nested(*mask, "attn_mask", 4, true);
    in.mask = OnnxMask{nested.shape, nested.numbers, nested.booleans, nested.boolean};
  }
  if (const JsonValue* past = json.find("past_key")) in.past_key = tensor(*past, "past_key");
  if (const JsonValue* past = json.find("past_value")) in.past_value = tensor(*past, "past_value");
  if (const JsonValue* lengths = json.find("nonpad_kv_seqlen")) {
    in.nonpad_kv_seqlen.emplace();
    for (const JsonValue& length : lengths->array("")) {
      in.nonpad_kv_seqlen->push_back(static_cast<std::size_t>(length.integer("")));
    }
  }
  if (const JsonValue* causal = json.find("is_causal")) in.causal = causal->integer("") == 1;
  if (const JsonValue* scale = json.find("scale")) in.scale = static_cast<float>(scale->number(""));
  if (const JsonValue* cap = json.find("softcap")) in.softcap = static_cast<float>(cap->number(""));
  const JsonValue* mode = json.find("qk_matmul_output_mode");
  in.score_stage = static_cast<ScoreStage>(mode == nullptr ? 0 : mode->integer(""));
  return in;
}

/// The largest difference of two tensors of one shape; infinities must be the same.
double difference(const OnnxTensor& got, const OnnxTensor& expected) {
  REQUIRE(got.shape == expected.shape);
  REQUIRE(got.data.size() == expected.data.size());
  double worst = 0;
  for (std::size_t n = 0; n < got.data.size(); ++n) {
    if (got.data[n] == expected.data[n]) continue;
    const double apart = std::abs(double{got.data[n]} - double{expected.data[n]});
    worst = std::isnan(apart) ? HUGE_VAL : std::max(worst, apart);
  }
  return worst;
}

}  // namespace

TEST_CASE("every executor computes what ONNX computes") {
  double worst = 0;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ATTN_TEST_DATA) + "/onnx")) {
    INFO(entry.path().filename().string());
    ++files;
    const JsonValue golden = parse_json(read_text_file(entry.path().string()), entry.path().filename().string());
    const JsonValue& outputs = golden.at("outputs", "golden");
    for (const char* executor : {"reference", "flash"}) {
      INFO(executor);
      OnnxAttentionInputs in = inputs_of(golden.at("inputs", "golden"));
      in.executor = executor_from_id(executor);
      if (in.executor != Executor::kReference) in.score_stage.reset();
      const OnnxAttentionOutputs out = onnx_attention(in);
      double apart = difference(out.y, tensor(outputs.at("y", ""), "y"));
      apart = std::max(apart, difference(out.present_key, tensor(outputs.at("present_key", ""), "present_key")));
      apart = std::max(apart, difference(out.present_value, tensor(outputs.at("present_value", ""), "present_value")));
      if (out.scores)
        apart = std::max(apart, difference(*out.scores, tensor(outputs.at("qk_matmul_output", ""), "qk")));
      CHECK(apart <= kTolerance);
      worst = std::max(worst, apart);
    }
  }
  CHECK(files >= 30);
  WARN(files << " ONNX goldens: largest difference " << worst);
}
