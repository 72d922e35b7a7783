// Real checkpoints: the public stories260K beside the checkout, and the model that ships, where they are.
#include <catch2/catch_test_macros.hpp>

#include <cmath>

#include "support/folders.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kStories260K = ATTN_SHARED "/models/stories260K";
const std::string kShipped = ATTN_SOURCE_DIR "/web/public/models/stories";
const std::string kShippedGolden = ATTN_TEST_DATA "/stories/greedy.json";  // by scripts/golden/stories.py

}  // namespace

TEST_CASE("stories260K's greedy ids are the published ones") {
  if (!present(kStories260K)) SKIP("no " << kStories260K << " here");
  const Model model = load_folder(kStories260K);
  const std::vector<std::int32_t> expected = read_ids(kStories260K + "/greedy_ids.json");
  REQUIRE(expected.size() > 100);
  CHECK(greedy(model, {1}, expected.size() - 1) == expected);
}

TEST_CASE("stories260K generates the same ids when every step reads the whole text anew") {
  if (!present(kStories260K)) SKIP("no " << kStories260K << " here");
  const Model model = load_folder(kStories260K);
  const std::vector<std::int32_t> expected = read_ids(kStories260K + "/greedy_ids.json");
  KvCache cache = model.make_cache();
  const std::vector<float> logits = model.forward(expected, cache, LogitRows::kAll);
  const std::size_t vocab = model.config().vocab;
  for (std::size_t i = 0; i + 1 < expected.size(); ++i) {
    const auto row = logits.begin() + static_cast<std::ptrdiff_t>(i * vocab);
    REQUIRE(argmax({row, row + static_cast<std::ptrdiff_t>(vocab)}) == expected[i + 1]);
  }
}

TEST_CASE("the model that ships generates what transformers generates from it") {
  REQUIRE(present(kShipped + "/model.safetensors"));
  REQUIRE(present(kShippedGolden));
  const Model model = load_folder(kShipped);
  const JsonValue golden = parse_json(read_text_file(kShippedGolden), "greedy.json");
  INFO("golden of " << golden.at("sha256", "greedy.json").string("sha256")
                    << "; after a new checkpoint run scripts/golden/stories.py");
  for (const JsonValue& run : golden.at("runs", "greedy.json").array("runs")) {
    std::vector<std::int32_t> expected;
    for (const JsonValue& id : run.at("ids", "run").array("ids")) {
      expected.push_back(static_cast<std::int32_t>(id.integer("id")));
    }
    const auto prompt = static_cast<std::ptrdiff_t>(run.at("prompt", "run").integer("prompt"));
    CHECK(greedy(model, {expected.begin(), expected.begin() + prompt},
                 expected.size() - static_cast<std::size_t>(prompt)) == expected);

    KvCache cache = model.make_cache();
    const std::vector<float> logits = model.forward({expected.data(), expected.size() - 1}, cache, LogitRows::kLast);
    const JsonValue::Array& expected_logits = run.at("logits", "run").array("logits");
    REQUIRE(expected_logits.size() == logits.size());
    for (std::size_t id = 0; id < logits.size(); ++id) {
      CHECK(std::fabs(logits[id] - expected_logits[id].number("logit")) < 1e-3);  // logits of the order of 10
    }
  }
}
