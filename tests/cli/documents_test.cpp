// Attention documents that every reader of the project reads or refuses (tests/golden/documents), read by attn check.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "base/text.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kModel = std::string(ATTN_TEST_DATA) + "/models/llama-gqa-tied-f32";

/// The documents of a folder by name, without ".json".
std::map<std::string, std::string> documents(const std::string& folder) {
  std::map<std::string, std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ATTN_TEST_DATA) + "/documents/" + folder))
    found[entry.path().stem().string()] = entry.path().string();
  return found;
}

/// What attn check needs beyond the specification, because it runs a model.
const std::map<std::string, std::string> kNeedsMore = {
    {"token-strings", "tokens[0] has no id"},
    {"cross-attention", "keys: attention to another text"},
};

}  // namespace

TEST_CASE("every good document is read, but for those that no model can run on") {
  const auto good = documents("good");
  REQUIRE(good.size() > 10);
  for (const auto& [name, says] : kNeedsMore) check_failure(text("check {} {}", {kModel, good.at(name)}), 2, {says});
  for (const auto& [name, path] : good) {
    if (kNeedsMore.contains(name)) continue;
    // With so large a tolerance every weight is equal: a document that is read ends with 0.
    const ToolResult result = attn_tool(text("check {} --tolerance 2 {}", {kModel, path}));
    INFO(name << ": " << result.err);
    CHECK(result.exit_code == 0);
    CHECK(result.out.starts_with("equal: "));
  }
}

TEST_CASE("every bad document ends with 2 and one sentence that names the file") {
  const auto bad = documents("bad");
  REQUIRE(bad.size() > 40);
  for (const auto& [name, path] : bad) {
    check_failure(text("check {} --tolerance 2 {}", {kModel, path}), 2, {text("bad/{}.json: ", {name})});
  }
}

TEST_CASE("a weight that is none is named by its place, and nothing is advised that is refused too") {
  const auto bad = documents("bad");
  const auto said = [&](const std::string& name) { return attn_tool("check " + kModel + " " + bad.at(name)).err; };
  const std::string first = "attention[0].weights[0][0][0] is ", second = "attention[0].weights[0][1][0] is ";
  const std::string are = "; weights are numbers from 0 to 1";
  CHECK(contains(said("weight-negative"), second + "-0.25" + are + "\n"));
  CHECK(contains(said("weight-too-big"), first + "1.02" + are + "; are these scores before the softmax?\n"));
  CHECK(contains(said("weight-1e39"), first + "1e+39" + are + "; are these scores before the softmax?\n"));
  CHECK(contains(said("weight-inf-text"), first + "\"inf\"" + are + "\n"));
  CHECK(contains(said("weight-text"), second + "\"0.25\"" + are + "\n"));
  CHECK(contains(said("weight-null"), second + "null" + are + "\n"));
  CHECK(contains(said("base64-nan"), second + "nan" + are + "\n"));
  CHECK(contains(said("base64-too-big"), first + "2" + are + "; are these scores before the softmax?\n"));
}

TEST_CASE("a document beyond the limits of the specification is refused") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& tokens, const std::string& layers, const std::string& says) {
    const std::string document = R"({"format": "attention-playground", "version": 1, "tokens": [)" + tokens +
                                 R"(], "attention": [)" + layers + "]}";
    check_failure("check " + kModel + " " + folder.write("big.json", document), 2, {says});
  };
  const auto times = [](std::size_t count, const std::string& one) {
    std::string list = one;
    for (std::size_t n = 1; n < count; ++n) list += ", " + one;
    return list;
  };
  const std::string token = R"({"text": "a", "id": 1})", layer = R"({"weights": [[[1]]]})";
  refused(times(16385, token), layer, "tokens has 16385 entries; at most 16384 can be read");
  refused(token, times(1025, layer), "attention has 1025 layers; at most 1024 can be read");
  refused(token, R"({"weights": [)" + times(1025, "[[1]]") + "]}", "weights has 1025 heads; at most 1024 can be read");
  refused(R"({"text": ")" + std::string(1'000'001, 'a') + R"(", "id": 1})", layer,
          "tokens[0].text has 1000001 characters; at most 1000000 can be read");
  const std::string packed = R"({"weights": {"shape": [1, 8193, 8193], "base64": ""}})";
  refused(times(8193, token), packed, "more than 67108864 weights");
}

#endif
