// Specs from JSON: what they mean, and what is said of those that make no sense.
#include <catch2/catch_test_macros.hpp>

#include "mechanisms/mechanism.hpp"
#include "mechanisms/read_spec.hpp"
#include "reference/picture.hpp"
#include "support/errors.hpp"

using namespace attn;

namespace {

MechanismSpec spec_of(const std::string& json) { return read_mechanism_alone(parse_json(json), "spec"); }

std::string picture_of(const std::string& mask, std::size_t t_q, std::size_t t_k) {
  const MaskSet set = make_mask_set(spec_of("{\"mask\": " + mask + "}").mask, {.t_q = t_q, .t_k = t_k});
  return reference::picture(t_q, t_k, [&](std::size_t i, std::size_t j) { return set.allows(i, j); });
}

}  // namespace

TEST_CASE("an empty spec is scaled dot-product softmax over everything", "[spec]") {
  const MechanismSpec spec = spec_of("{}");
  CHECK(spec.op.id == "softmax");
  CHECK(spec.score.id == "scaled_dot");
  CHECK(spec.biases.empty());
  CHECK(spec.softcap == 0);
  CHECK(spec.mask.one.id == "full");
  CHECK_FALSE(spec.position.has_value());
  CHECK(spec.kv_heads == 0);
  CHECK(spec.executor == Executor::kReference);
}

TEST_CASE("every key is read, an id alone or with its knobs and tensors", "[spec]") {
  const MechanismSpec spec =
      spec_of(R"({"operator": "linear_attention", "score": {"id": "general", "w": [[1, 2], [3, 4]]},
    "bias": ["alibi", {"id": "adaptive_span", "span": 3.5}], "softcap": 30, "mask": "causal",
    "position": {"id": "rotary_half", "base": 100}, "kv_heads": 2, "executor": "sparse"})");
  CHECK(spec.op.id == "linear_attention");
  REQUIRE(spec.score.tensors.size() == 1);
  CHECK(spec.score.tensors[0].shape == std::vector<std::size_t>{2, 2});
  CHECK(spec.score.tensors[0].data == std::vector<float>{1, 2, 3, 4});
  REQUIRE(spec.biases.size() == 2);
  CHECK(spec.biases[1].knobs == std::vector<std::pair<std::string, double>>{{"span", 3.5}});
  CHECK(spec.softcap == 30);
  CHECK(spec.position->knobs[0].second == 100);
  CHECK(spec.kv_heads == 2);
  CHECK(spec.executor == Executor::kSparse);
  CHECK(spec_of(R"({"bias": "alibi"})").biases.size() == 1);
  CHECK(spec_of(R"({"bias": null, "mask": null})").biases.empty());
}

TEST_CASE("masks join by and, by or, and inside each other", "[spec][mask]") {
  CHECK(picture_of(R"({"all": ["causal", {"id": "local", "window": 2}]})", 4, 4) ==
        "#...\n"
        "##..\n"
        ".##.\n"
        "..##\n");
  CHECK(picture_of(R"({"all": ["causal", {"any": [{"id": "local", "window": 1}, {"id": "global", "count": 1}]}]})", 4,
                   4) ==
        "#...\n"
        "##..\n"
        "#.#.\n"
        "#..#\n");
}

TEST_CASE("a painted mask may be drawn or counted", "[spec][mask]") {
  const char* drawn =
      "#.#\n"
      ".#.\n"
      "...\n";
  CHECK(picture_of(R"({"id": "painted", "rows": ["#.#", ".#.", "..."]})", 3, 3) == drawn);
  CHECK(picture_of(R"({"id": "painted", "rows": [[1, 0, 1], [0, 1, 0], [0, 0, 0]]})", 3, 3) == drawn);
}

TEST_CASE("what makes no sense is named, with its place and the remedy", "[spec]") {
  const auto refuse = [](const std::string& json, ErrorCode code, std::vector<std::string> parts) {
    INFO(json);
    const auto thrown = testing::error_of([&] {
      const MechanismSpec spec = spec_of(json);
      std::vector<float> numbers(16, 1.0F), y(16);
      MechanismInput input;
      input.shape = {1, 2, 2, 2, 2, 4, 4};
      input.q = input.k = input.v = {numbers.data(), 0, 8, 4};
      run_mechanism(spec, input, {}, {.y = {y.data(), 0, 8, 4}, .scores = {}, .stage = ScoreStage::kPattern});
    });
    REQUIRE(thrown.has_value());
    INFO(thrown->what());
    CHECK(thrown->code() == code);
    for (const std::string& part : parts) CHECK(testing::contains(thrown->what(), part));
  };
  refuse(R"({"msk": "causal"})", ErrorCode::kBadFile, {"msk", "mask"});
  refuse(R"({"mask": "lcal"})", ErrorCode::kUnknownId, {"unknown mask: lcal", "local", "strided"});
  refuse(R"({"score": "dit"})", ErrorCode::kUnknownId, {"unknown score: dit", "dot"});
  refuse(R"({"bias": "alibis"})", ErrorCode::kUnknownId, {"unknown bias: alibis", "t5_relative"});
  refuse(R"({"operator": "mamba"})", ErrorCode::kUnknownId, {"unknown operator: mamba", "selective_scan"});
  refuse(R"({"position": "rope"})", ErrorCode::kUnknownId, {"unknown position: rope", "rotary_half"});
  refuse(R"({"executor": "flesh"})", ErrorCode::kUnknownId, {"unknown executor: flesh", "flash"});
  refuse(R"({"mask": {"id": "local", "windw": 4}})", ErrorCode::kUnknownId, {"of mask local: windw", "window"});
  refuse(R"({"mask": {"id": "local", "window": 0}})", ErrorCode::kBadArgument, {"window of mask local is 0", "from 1"});
  refuse(R"({"mask": {"id": "local", "window": "nan"}})", ErrorCode::kBadArgument, {"window of mask local is nan"});
  refuse(R"({"mask": {"id": "local", "window": "wide"}})", ErrorCode::kBadFile, {"spec: mask: window", "wide"});
  refuse(R"({"mask": {"all": []}})", ErrorCode::kBadFile, {"no masks to join"});
  refuse(R"({"mask": {"all": ["causal"], "any": ["full"]}})", ErrorCode::kBadFile, {"any"});
  refuse(R"({"mask": {"id": "painted", "rows": ["##", "#"]}})", ErrorCode::kBadFile, {"row 1", "2 characters"});
  refuse(R"({"mask": "painted"})", ErrorCode::kBadArgument, {"painted", "rows"});
  refuse(R"({"mask": "document"})", ErrorCode::kBadArgument, {"document", "segments"});
  refuse(R"({"kv_heads": 3})", ErrorCode::kBadArgument, {"2 key/value heads", "3"});
  refuse(R"({"score": {"id": "general", "w": [[1, 2], [3, 4]]}})", ErrorCode::kBadArgument,
         {"tensor w", "[2, 2]", "[4, 4]"});
  refuse(R"({"executor": {"id": "flash", "tile_keys": 8}})", ErrorCode::kUnknownId,
         {"of executor flash: tile_keys", "have none"});
  refuse(R"({"executor": {"id": "flash", "rows": ["#"]}})", ErrorCode::kUnknownId, {"of executor flash: rows"});
  refuse(R"({"mask": 3})", ErrorCode::kBadFile, {"spec: mask is 3", "expected an id or an object"});
  refuse(R"({"score": ["dot"]})", ErrorCode::kBadFile, {"spec: score is an array", "expected an id or an object"});
  refuse(R"({"mask": {"id": "painted", "rows": []}})", ErrorCode::kBadFile,
         {"spec: mask: rows", "is empty", "at least one"});
  refuse(R"({"mask": {"id": "painted", "rows": [[]]}})", ErrorCode::kBadFile,
         {"spec: mask: rows", "is empty", "at least one"});
  refuse(R"({"softcap": -1})", ErrorCode::kBadArgument, {"softcap = -1"});
  std::string deep = R"("causal")";
  for (int n = 0; n < 30; ++n) deep = R"({"all": [)" + deep + "]}";
  refuse("{\"mask\": " + deep + "}", ErrorCode::kBadFile, {"deep"});
}
