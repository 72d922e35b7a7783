// attn check from the outside: a round trip, a weight that changed, other forms of the document, and hostile ones.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>

#include "formats/nested.hpp"
#include "support/errors.hpp"
#include "support/folders.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kModel = std::string(ATTN_TEST_DATA) + "/models/llama-gqa-tied-f32";  // 2 layers of 6 heads

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// A document of one head over two tokens, 1 and 5, whose second row is not the model's.
std::string small(const std::string& weights, const std::string& more = "") {
  return R"({"format": "attention-playground", "version": 1, "tokens": [{"text": "a", "id": 1}, {"text": "b", "id": 5}],
    "attention": [{"layer": 1, "heads": [3], "weights": )" +
         weights + "}]" + more + "}";
}

/// The model's own pattern [h, t, t] of a layer, by another command of the tool.
std::vector<float> pattern_of(const std::string& ids, int layer) {
  const std::string name = "blocks." + std::to_string(layer) + ".attn.hook_pattern";
  const JsonValue json = attn_tool("run " + kModel + " --ids " + ids + " --capture " + name).json();
  return read_nested(json.at("tensors", "").at(name, "").at("data", ""), "data", 3, false).numbers;
}

/// Little-endian float32 as base64, written down here once more: the tool only reads it.
std::string base64(const std::vector<float>& numbers) {
  const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes(numbers.size() * 4, '\0'), out;
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  for (std::size_t n = 0; n < bytes.size(); n += 3) {
    unsigned group = 0;
    for (std::size_t b = 0; b < 3; ++b)
      group = group * 256 + (n + b < bytes.size() ? static_cast<unsigned char>(bytes[n + b]) : 0U);
    for (std::size_t c = 0; c < 4; ++c) out += n + c > bytes.size() ? '=' : letters[group >> (18 - 6 * c) & 63U];
  }
  return out;
}

}  // namespace

TEST_CASE("what attn check writes is the model's attention, and checks as equal to the bit") {
  const TemporaryFolder folder;
  const std::string document = folder / "stored.json";
  const ToolResult written =
      attn_tool("check " + kModel + "/ --write " + document + " --ids 1,5,9 --texts '[\"a\", \" b\", \"\\\"c\\n\"]'");
  CHECK(written.exit_code == 0);
  CHECK(written.out.empty());
  const JsonValue json = parse_json(read_text_file(document));
  CHECK(json.at("model", "").at("name", "").string("") == "llama-gqa-tied-f32");
  CHECK(json.at("tokens", "").array("")[2].at("text", "").string("") == "\"c\n");
  CHECK(json.at("tokens", "").array("")[2].at("id", "").integer("") == 9);
  const auto& layers = json.at("attention", "").array("");
  REQUIRE(layers.size() == 2);
  CHECK(read_nested(layers[1].at("weights", ""), "weights", 3, false).numbers == pattern_of("1,5,9", 1));

  const ToolResult equal = attn_tool("check " + kModel + " " + document + " --tolerance 0");
  CHECK(equal.exit_code == 0);
  CHECK(equal.out == "equal: 12 heads, 3 tokens; the largest difference is 0 (tolerance 0)\n");
  const JsonValue result = attn_tool("check " + kModel + " " + document + " --json").json();
  CHECK(result.at("equal", "").boolean(""));
  CHECK(result.at("heads", "").integer("") == 12);
  CHECK(result.at("different", "").array("").empty());
}

TEST_CASE("layers and heads may be chosen, and an older document renewed from its own tokens and heads") {
  const TemporaryFolder folder;
  const std::string some = folder / "some.json", again = folder / "again.json";
  CHECK(attn_tool("check " + kModel + " --write " + some + " --ids 1,5 --heads 1.4,0.2,1.0,1.4").exit_code == 0);
  const JsonValue json = parse_json(read_text_file(some));
  const auto& layers = json.at("attention", "").array("");
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].at("heads", "").array("").size() == 1);
  REQUIRE(layers[1].at("heads", "").array("").size() == 2);
  CHECK(layers[1].at("heads", "").array("")[1].integer("") == 4);
  CHECK(attn_tool("check " + kModel + " " + some).out.starts_with("equal: 3 heads, 2 tokens"));
  CHECK(attn_tool("check " + kModel + " --write " + again + " " + some).exit_code == 0);
  CHECK(read_text_file(again) == read_text_file(some));
  CHECK(attn_tool("check " + kModel + " --write " + again + " " + some + " --layers 1").exit_code == 0);
  CHECK(attn_tool("check " + kModel + " " + again).out.starts_with("equal: 6 heads, 2 tokens"));
}

TEST_CASE("a changed weight is found, and named with its layer, head, query, key and texts") {
  const TemporaryFolder folder;
  const std::string document = folder / "stored.json";
  REQUIRE(attn_tool("check " + kModel + " --write " + document +
                    " --ids 1,5,9 --texts '[\"The\", \" cat\", \" sat\"]' --heads 0.2,1.3")
              .exit_code == 0);
  // Head 3 of layer 1 is the last: its last row's second weight.
  const std::vector<float> pattern = pattern_of("1,5,9", 1);
  std::string text = read_text_file(document);
  const std::size_t row = text.rfind('['), first = text.find(", ", row) + 2, second = text.find(", ", first);
  const float changed = pattern[3 * 9 + 2 * 3 + 1] + 0.25F;
  folder.write("changed.json", text.replace(first, second - first, std::to_string(changed)));

  const ToolResult different = attn_tool("check " + kModel + " " + folder / "changed.json");
  CHECK(different.exit_code == 1);
  CHECK(different.err.empty());
  CHECK(different.out.starts_with(
      "different: 1 of 2 heads, 3 tokens; the largest difference is 0.25 (tolerance 0.0001)"));
  CHECK(contains(different.out, "layer 1, head 3, query 2 \" sat\" to key 1 \" cat\": "));
  const JsonValue json = attn_tool("check " + kModel + " " + folder / "changed.json --json").json();
  CHECK_FALSE(json.at("equal", "").boolean(""));
  REQUIRE(json.at("different", "").array("").size() == 1);
  const JsonValue& largest = json.at("largest", "");
  CHECK(largest.at("layer", "").integer("") == 1);
  CHECK(largest.at("head", "").integer("") == 3);
  CHECK(largest.at("query", "").at("index", "").integer("") == 2);
  CHECK(largest.at("query", "").at("id", "").integer("") == 9);
  CHECK(largest.at("key", "").at("text", "").string("") == " cat");
  CHECK(std::abs(largest.at("difference", "").number("") - 0.25) < 1e-5);  // std::to_string has six decimals
  CHECK(attn_tool("check " + kModel + " " + folder / "changed.json --tolerance 0.26").exit_code == 0);
  CHECK(attn_tool("check " + kModel + " " + folder / "changed.json --tolerance 0.24").exit_code == 1);
}

TEST_CASE("a model whose weights changed attends differently, and the check says so") {
  const TemporaryFolder folder;
  const std::string document = folder / "stored.json";
  REQUIRE(attn_tool("check " + kModel + " --write " + document + " --ids 1,5,9,2").exit_code == 0);
  folder.write("config.json",
               replaced(read_text_file(kModel + "/config.json"), "\"rope_theta\": 10000", "\"rope_theta\": 50"));
  folder.write("model.safetensors", read_text_file(kModel + "/model.safetensors"));
  const ToolResult result = attn_tool("check " + folder.path() + " " + document);
  CHECK(result.exit_code == 1);
  CHECK(result.out.starts_with("different: "));
}

TEST_CASE("weights packed as base64 are the same weights") {
  const TemporaryFolder folder;
  const std::vector<float> all = pattern_of("1,5", 1);
  const std::vector<float> head(all.begin() + 3 * 4, all.begin() + 4 * 4);
  const std::string packed = R"({"shape": [1, 2, 2], "base64": ")" + base64(head) + "\"}";
  folder.write("packed.json", small(packed));
  CHECK(attn_tool("check " + kModel + " " + folder / "packed.json --tolerance 0").exit_code == 0);
  folder.write("moved.json", small(R"({"shape": [1, 2, 2], "base64": ")" + base64({1, 0, 0.5F, 0.5F}) + "\"}"));
  CHECK(attn_tool("check " + kModel + " " + folder / "moved.json").exit_code == 1);
}

TEST_CASE("a layer without a number is its place in the list, and heads without numbers are 0, 1, 2, ...") {
  const TemporaryFolder folder;
  const std::string document = folder / "stored.json";
  REQUIRE(attn_tool("check " + kModel + " --write " + document + " --ids 1,5,9").exit_code == 0);
  std::string text = read_text_file(document);
  const std::string named = "\"heads\": [0, 1, 2, 3, 4, 5], ";
  for (const std::string layer : {"0", "1"}) text = replaced(text, "\"layer\": " + layer + ", " + named, "");
  const ToolResult result = attn_tool("check " + kModel + " --tolerance 0 " + folder.write("bare.json", text));
  CHECK(result.out.starts_with("equal: 12 heads, 3 tokens; the largest difference is 0 "));
}

TEST_CASE("a document that cannot be checked ends with 2 and one sentence that says why") {
  const TemporaryFolder folder;
  const std::string good = small("[[[1, 0], [0.5, 0.5]]]");
  const auto refused = [&](const std::string& text, const std::vector<std::string>& says) {
    check_failure("check " + kModel + " " + folder.write("bad.json", text), 2, says);
  };
  folder.write("good.json", good);
  CHECK(attn_tool("check " + kModel + " " + folder / "good.json").exit_code == 1);  // the others differ from a good one
  refused(replaced(good, ", \"id\": 5", ""), {"bad.json: tokens[1] has no id", "attention-playground export"});
  refused(replaced(good, "{\"text\": \"b\", \"id\": 5}", "\"b\""), {"tokens[1] has no id"});
  refused(replaced(good, "\"id\": 5", "\"id\": 5.5"), {"tokens[1].id", "5.5"});
  refused(replaced(good, "\"id\": 5", "\"id\": -5"), {"tokens[1].id", "-5"});
  refused(replaced(good, "\"id\": 5", "\"id\": 4294967297"), {"tokens[1].id", "4294967297"});
  refused(replaced(good, "\"id\": 5", "\"id\": 500"), {"bad.json", "500", "vocabulary"});
  refused(replaced(good, "\"layer\": 1", "\"layer\": 2"), {"bad.json: there is no layer 2; the model has 2"});
  refused(replaced(good, "[3]", "[6]"), {"layer 1 has no head 6; the model has 6"});
  refused(replaced(good, "[3]", "[3, 4]"), {"attention[0].heads names 2 heads, but weights holds 1"});
  refused(replaced(good, "0.5, 0.5", "0.5, \"nan\""), {"attention[0].weights[0][1][1] is \"nan\""});
  refused(replaced(good, "0.5, 0.5", "0.5, NaN"), {"bad.json: line 2"});
  refused(replaced(good, "0.5, 0.5", "0.5"), {"attention[0].weights[0][1] has 1 elements; expected 2"});
  refused(replaced(good, "0.5, 0.5", "0.5, null"), {"weights[0][1][1]", "null"});
  refused(small("[[[1]]]"), {"shape [1, 1, 1]; expected [heads, queries, keys] = [1, 2, 2]"});
  refused(small("[[1, 0], [0.5, 0.5]]"), {"shape [2, 2]"});
  refused(small("0.5"), {"attention[0].weights"});
  refused(good.substr(0, good.size() / 2), {"bad.json: line 1, column 96"});
  refused(small("[[[1, 0], [0.5, 0.5]]]", ", \"keys\": [\"a\"]"), {"keys: attention to another text"});
  refused(replaced(good, "\"version\": 1", "\"version\": 2"), {"version is 2; this attn reads version 1"});
  refused(replaced(good, "attention-playground", "bertviz"), {"format is \"bertviz\""});
  refused("{\"tokens\": [\"a\"], \"attention\": [[1]]}", {"an object without a format"});
  refused("[1, 2]", {"an array of 2"});
  refused("", {"bad.json"});
  refused(std::string(100000, '['), {"bad.json", "nested deeper"});
  refused(replaced(good, "\"attention\": [", "\"attention\": [], \"x\": ["), {"attention holds no head"});
  refused(replaced(good, "[{\"text\": \"a\", \"id\": 1}, {\"text\": \"b\", \"id\": 5}]", "[]"), {"tokens is empty"});
  const std::string layer = R"({"layer": 1, "heads": [3], "weights": [[[1, 0], [0.5, 0.5]]]})";
  refused(replaced(good, "\"attention\": [", "\"attention\": [" + layer + ", "),
          {"attention[1]: layer 1 is there twice"});
}

TEST_CASE("packed weights that do not fit their shape are refused before anything is made of them") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& packed, const std::vector<std::string>& says) {
    check_failure("check " + kModel + " " + folder.write("bad.json", small(packed)), 2, says);
  };
  refused(R"({"shape": [1, 2, 2], "base64": "AAAA"})", {"base64 holds 3 bytes; shape [1, 2, 2] needs 16"});
  refused(R"({"shape": [1, 2, 2], "base64": "AAA"})", {"no multiple of 4"});
  refused(R"({"shape": [1, 2, 2], "base64": "AA=A"})", {"another character"});
  refused(R"({"shape": [1, 2, 2], "base64": "AA\u0000A"})", {"another character"});
  refused(R"({"shape": [1, 2], "base64": ""})", {"shape has 2 numbers; expected 3"});
  refused(R"({"shape": [1048576, 1048576, 1048576], "base64": ""})", {"more than 67108864 weights"});
  refused(R"({"shape": [1, 4096, 4096], "base64": ""})", {"holds 0 bytes"});
  refused(R"({"shape": [1048577, 2, 2], "base64": ""})", {"shape", "1048577"});
  refused(R"({"shape": [1, 2, 2]})", {"base64"});
  refused(R"({"shape": [1, 2, 2], "base64": ")" + base64({1, 0, std::nanf(""), 1}) + "\"}",
          {"weights[0][1][0] is nan"});
}

TEST_CASE("a text that would turn a message around, break its line or steer the terminal is shown as escapes") {
  const TemporaryFolder folder;
  // U+202E, U+2066, U+2029 and U+009B; a letter beside each range, and the dash U+2014, stay.
  const std::string hidden = "\u202e\u2066\u2029\xC2\x9B", shown = R"(\u202e\u2066\u2029\u009b)";
  const std::string kept = "\u2027\u202f\u2065\u206a\u2014\xC2\xA0";
  const std::string good = small("[[[1, 0], [0.5, 0.5]]]");
  const std::string named = folder.write("named.json", replaced(good, "\"b\"", "\"" + hidden + kept + "\""));
  CHECK(contains(attn_tool("check " + kModel + " " + named).out, "query 1 \"" + shown + kept + "\" to key"));
  const std::string format = replaced(good, "attention-playground", "x" + hidden + kept);
  check_failure("check " + kModel + " " + folder.write("format.json", format), 2, {"is \"x" + shown + kept + "\""});
}

TEST_CASE("a command line of attn check that makes no sense ends with 2, and so does a model that cannot be read") {
  const TemporaryFolder folder;
  const std::string document = folder.write("good.json", small("[[[1, 0], [0.5, 0.5]]]"));
  const std::string check = "check " + kModel + " ";
  check_failure("check", 2, {"MODEL is missing"});
  check_failure("check " + kModel, 2, {"DOCUMENT.json is missing"});
  check_failure(check + "a b", 2, {"one DOCUMENT.json is enough, but got a and b"});
  check_failure(check + document + " --tolerance -1", 2, {"--tolerance must be 0 or more"});
  check_failure(check + document + " --tolerance nan", 2, {"--tolerance must be 0 or more"});
  check_failure(check + document + " --ids 1", 2, {"--ids belongs to --write"});
  check_failure(check + "--write x", 2, {"--write needs --ids"});
  check_failure(check + document + " --write x --ids 1", 2, {"--write needs --ids, or"});
  check_failure(check + "--write x --ids 1 --json", 2, {"excludes --json"});
  check_failure(check + "--write x --ids 1 --layers 0 --heads 0.1", 2, {"--layers excludes --heads"});
  for (const std::string heads : {"0", "0.", ".1", "0.1,", "a.b", "0.1.2", "-1.0", "''"})
    check_failure(check + "--write x --ids 1 --heads " + heads, 2, {"--heads must be LAYER.HEAD"});
  for (const std::string layers : {"0.1", "0,", "a", "''"})
    check_failure(check + "--write x --ids 1 --layers " + layers, 2, {"--layers must be layers"});
  check_failure(check + "--write x --ids 1,2 --texts '[\"a\"]'", 2, {"--texts has 1 texts for 2 ids"});
  check_failure(check + "--write x --ids 1,2 --texts oops", 2, {"--texts: line 1"});
  check_failure(check + "--write x --ids 1 --layers 2", 2, {"there is no layer 2"});
  check_failure(check + "--write " + folder.path() + "/none/x --ids 1", 2, {"cannot write", "none/x"});
  check_failure(check + folder / "none.json", 2, {"none.json", "No such file"});
  check_failure("check /nowhere " + document, 2, {"/nowhere", "no such folder"});
}

#endif
