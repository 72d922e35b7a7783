// attn mechanisms, attn growth, and attn attention with a mechanism, from the outside.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

ToolResult run_tool(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += word + " ";
  return attn_tool(line);
}

/// A value as JSON again.
std::string json_text(const JsonValue& value) {
  if (value.is_string()) return "\"" + value.string("") + "\"";
  if (value.is_integer()) return std::to_string(value.integer(""));
  if (value.is_number()) return std::to_string(value.number(""));
  std::string text;
  if (value.is_array()) {
    for (const JsonValue& item : value.array("")) text += (text.empty() ? "" : ", ") + json_text(item);
    return "[" + text + "]";
  }
  for (const auto& [key, member] : value.object(""))
    text += (text.empty() ? "\"" : ", \"") + key + "\": " + json_text(member);
  return "{" + text + "}";
}

std::string id_of(const JsonValue& item) { return item.at("id", "item").string("id"); }

}  // namespace

TEST_CASE("attn mechanisms lists items of every kind and every preset once", "[cli]") {
  const JsonValue listed = run_tool({"mechanisms"}).json();
  std::set<std::string> kinds, ids;
  for (const JsonValue& item : listed.at("items", "out").array("items")) {
    kinds.insert(item.at("kind", "item").string("kind"));
    for (const char* key : {"name", "formula", "source"}) CHECK_FALSE(item.at(key, "item").string(key).empty());
    for (const JsonValue& knob : item.at("knobs", "item").array("knobs")) {
      const double usual = knob.at("usual", "knob").number("usual");
      CHECK(usual >= knob.at("least", "knob").number("least"));
      CHECK(usual <= knob.at("most", "knob").number("most"));
    }
  }
  CHECK(kinds == std::set<std::string>{"operator", "score", "bias", "mask", "position", "executor"});
  for (const JsonValue& preset : listed.at("presets", "out").array("presets")) CHECK(ids.insert(id_of(preset)).second);
  for (const char* id : {"bahdanau", "longformer", "flash", "selective_scan", "multi_query"}) CHECK(ids.count(id) == 1);
}

TEST_CASE("every preset runs as attn attention takes it", "[cli]") {
  const TemporaryFolder folder;
  const JsonValue listed = run_tool({"mechanisms"}).json();
  const std::string heads = "[[[1, 0], [0, 1], [1, 1]], [[0, 2], [1, 0], [1, 2]]]";
  const std::string rows = "[" + heads + "]";
  for (const JsonValue& preset : listed.at("presets", "out").array("presets")) {
    if (preset.at("spec", "preset").is_null()) continue;
    INFO(id_of(preset));
    std::string text = R"({"segments": [0, 0, 1], "q": )" + rows + R"(, "k": )" + rows + R"(, "v": )" + rows;
    for (const auto& [key, value] : preset.at("spec", "preset").object("spec"))
      text += ", \"" + key + "\": " + json_text(value);
    const ToolResult result = run_tool({"attention", folder.write("problem.json", text + "}")});
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    const JsonValue out = result.json();
    CHECK(out.find("y") != nullptr);
    CHECK(out.at("pattern", "out").array("pattern").size() == 1);
    CHECK(out.at("work", "out").at("pairs", "work").number("pairs") > 0);
  }
}

TEST_CASE("keys of the ONNX operator that have no meaning beside a mechanism are refused", "[cli]") {
  const TemporaryFolder folder;
  const std::string start = R"({"q": [[[[1]]]], "k": [[[[1]]]], "v": [[[[2]]]], "mask": "causal", )";
  const auto refused = [&](const std::string& more, const std::string& part) {
    const ToolResult result = run_tool({"attention", folder.write("problem.json", start + more + "}")});
    INFO(result.err);
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, part));
    CHECK(contains(result.err, "problem.json"));
  };
  refused(R"("attn_mask": [[true]])", "attn_mask has no meaning beside");
  refused(R"("qk_matmul_output_mode": 0)", "qk_matmul_output_mode has no meaning beside");
  refused(R"("alignment": "middle")", "unknown alignment: middle (have lower_right, upper_left)");
  refused(R"("score": "dot", "scale": 2)", "score dot is not scaled");
  refused(R"("scale": 0)", "scale: beside a mechanism a scale of 0 means 1/sqrt(width)");
  refused(R"("mask2": 1)", "mask2");
}

TEST_CASE("is_causal and a mask are joined, and a past moves the queries on", "[cli]") {
  const TemporaryFolder folder;
  const auto pattern = [&](const std::string& more) {
    const ToolResult result = run_tool({"attention", folder.write("problem.json", more)});
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    std::string picture;
    const JsonValue out = result.json();
    for (const JsonValue& row : out.at("pattern", "out").array("")[0].array("")[0].array("")) {
      for (const JsonValue& weight : row.array("")) picture += weight.number("") > 0 ? '#' : '.';
      picture += '\n';
    }
    return picture;
  };
  const std::string three = "[[[[1], [2], [3]]]]";
  CHECK(pattern(R"({"is_causal": 1, "mask": {"id": "local", "window": 2, "sides": 2}, "q": )" + three + R"(, "k": )" +
                three + R"(, "v": )" + three + "}") == "#..\n##.\n.##\n");
  CHECK(
      pattern(
          R"({"mask": "causal", "q": [[[[1], [1]]]], "k": [[[[1], [1]]]], "v": [[[[1], [1]]]], "past_key": [[[[1], [1]]]],
                   "past_value": [[[[1], [1]]]]})") == "###.\n####\n");
  CHECK(pattern(R"({"mask": "causal", "alignment": "upper_left", "q": [[[[1], [1]]]], "k": )" + three + R"(, "v": )" +
                three + "}") == "#..\n##.\n");
}

TEST_CASE("attn growth measures doubling sizes and says the exponents", "[cli]") {
  const TemporaryFolder folder;
  const std::string window =
      folder.write("window.json", R"({"mask": {"id": "local", "window": 8}, "executor": "sparse"})");
  const JsonValue out = run_tool({"growth", window, "--from", "128", "--to", "1024", "--width", "8"}).json();
  CHECK(out.at("keys", "out").array("keys").size() == 4);
  const double work = out.at("exponents", "out").at("multiply_adds", "exponents").number("multiply_adds");
  CHECK(work > 0.9);
  CHECK(work < 1.15);
  const ToolResult wrong = run_tool({"growth", folder.write("wrong.json", R"({"masc": "causal"})")});
  CHECK(wrong.exit_code == 1);
  CHECK(contains(wrong.err, "masc"));
}

#endif
