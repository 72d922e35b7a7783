// Real checkpoints: the public stories260K beside the checkout, and the model that ships, where they are.
#include <catch2/catch_test_macros.hpp>

#include "support/folders.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kStories260K = ATTN_SHARED "/models/stories260K";

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
