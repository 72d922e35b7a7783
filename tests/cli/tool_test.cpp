// The tool from the outside: what it prints, how it fails.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "formats/nested.hpp"
#include "support/errors.hpp"
#include "support/folders.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

const std::string kModel = std::string(ATTN_TEST_DATA) + "/models/llama-gqa-tied-f32";

std::vector<std::int64_t> ids_of(const JsonValue& json, const char* key) {
  std::vector<std::int64_t> ids;
  for (const JsonValue& id : json.at(key, "out").array(key)) ids.push_back(id.integer(key));
  return ids;
}

Nested nested(const JsonValue& value) { return read_nested(value, "out", 4, false); }

}  // namespace

TEST_CASE("help and version are printed, for the tool and for every command") {
  CHECK(contains(attn_tool("--help").out, "generate DIR"));
  CHECK(attn_tool("--help").exit_code == 0);
  CHECK(attn_tool("--version").out.starts_with("attn 0."));
  for (const std::string command : {"info", "run", "generate", "attention"}) {
    INFO(command);
    const ToolResult help = attn_tool(command + " --help");
    CHECK(help.exit_code == 0);
    CHECK(help.out.starts_with("usage: attn " + command));
  }
}

TEST_CASE("a command line that makes no sense ends with 2 and one line that says why") {
  check_failure("", 2, {"a command is missing", "info, run, generate, attention"});
  check_failure("inof x", 2, {"unknown command: inof", "have info"});
  check_failure("info", 2, {"attn info: DIR is missing", "attn info --help"});
  check_failure("info a b", 2, {"one DIR is enough"});
  check_failure("info a --ids 1", 2, {"unknown option --ids (have none)"});
  check_failure("run " + kModel, 2, {"--ids is missing"});
  check_failure("run " + kModel + " --ids", 2, {"--ids needs a value"});
  check_failure("run " + kModel + " --ids 1 --ids 2", 2, {"--ids is given twice"});
  check_failure("run " + kModel + " --idz 1", 2, {"unknown option --idz", "--capture"});
  for (const std::string ids : {"''", "1,", ",1", "1,,2", "'1;2'", "1.5", "one", "99999999999"}) {
    check_failure("run " + kModel + " --ids " + ids, 2, {"token ids separated by commas"});
  }
  for (const std::string head : {"1", "1.", ".1", "1.2.3", "-1.0", "a.b"}) {
    check_failure("run " + kModel + " --ids 1 --zero-head " + head, 2, {"--zero-head must be LAYER.HEAD"});
  }
  check_failure("run " + kModel + " --ids 1 --logits some", 2, {"all or last"});
  check_failure("generate " + kModel + " --ids 1", 2, {"-n is missing"});
  check_failure("generate " + kModel + " --ids 1 -n -1", 2, {"-n must be a whole number"});
  check_failure("generate " + kModel + " --ids 1 -n 1 --temperature hot", 2, {"--temperature must be a number"});
  check_failure("generate " + kModel + " --ids 1 -n 1 --greedy --top-k 2", 2, {"excludes --top-k"});
  check_failure("generate " + kModel + " --ids 1 -n 1 --greedy=yes", 2, {"--greedy takes no value"});
}

TEST_CASE("bad input ends with 1 and one line that names it") {
  check_failure("info /nowhere", 1, {"/nowhere", "config.json and model.safetensors"});
  check_failure("run " + kModel + " --ids 1,37", 1, {"37", "vocabulary"});
  check_failure("run " + kModel + " --ids -1", 1, {"-1", "vocabulary"});
  check_failure("run " + kModel + " --ids 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", 1, {"20", "19"});
  check_failure("run " + kModel + " --ids 1 --zero-head 2.0", 1, {"layer 2"});
  check_failure("run " + kModel + " --ids 1 --zero-head 0.6", 1, {"head 6"});
  check_failure("run " + kModel + " --ids 1 --capture hook_nothing", 1, {"hook_nothing"});
  check_failure("generate " + kModel + " --ids 1 -n 1 --temperature 0", 1, {"temperature is 0"});
  check_failure("generate " + kModel + " --ids 1 -n 1 --top-p 2", 1, {"top_p"});
  const TemporaryFolder folder;
  check_failure("info " + folder.path(), 1, {"config.json", "No such file"});
  folder.write("config.json", read_text_file(kModel + "/config.json"));
  check_failure("info " + folder.path(), 1, {"model.safetensors", "No such file"});
  folder.write("model.safetensors.index.json", "{}");
  check_failure("info " + folder.path(), 1, {"split over several files"});
  const std::string weights = read_text_file(kModel + "/model.safetensors");
  folder.write("model.safetensors", weights.substr(0, weights.size() - 1));
  check_failure("run " + folder.path() + " --ids 1", 1, {folder / "model.safetensors", "cut short"});
  folder.write("model.safetensors", weights);
  folder.write("config.json", "{\n oops}");
  check_failure("info " + folder.path(), 1, {"line 2, column 2"});
}

TEST_CASE("info shows what the checkpoint holds") {
  const ToolResult result = attn_tool("info " + kModel);
  CHECK(result.exit_code == 0);
  const JsonValue json = result.json();
  CHECK(json.at("architecture", "").string("") == "LlamaForCausalLM");
  CHECK(json.at("config", "").at("kv_heads", "").integer("") == 2);
  // A key and a value of 2 heads x 4 numbers x 4 bytes, in 2 layers.
  CHECK(json.at("cache_bytes_per_token", "").integer("") == 2 * 2 * 4 * 4 * 2);
  std::int64_t parameters = 0;
  for (const JsonValue& tensor : json.at("tensors", "").array("")) {
    CHECK(tensor.at("dtype", "").string("") == "F32");
    std::int64_t count = 1;
    for (const JsonValue& n : tensor.at("shape", "").array("")) count *= n.integer("");
    parameters += count;
  }
  CHECK(json.at("parameters", "").integer("") == parameters);
  CHECK(json.at("weight_bytes", "").integer("") == 4 * parameters);
}

TEST_CASE("run prints logits, next tokens and what is captured") {
  const JsonValue json = attn_tool("run " + kModel +
                                   " --ids 1,5,9 --logits all --top 3 --capture 'blocks.*.attn.hook_pattern'"
                                   " --capture ln_final.hook_scale")
                             .json();
  CHECK(ids_of(json, "ids") == std::vector<std::int64_t>{1, 5, 9});
  const Nested logits = nested(json.at("logits", ""));
  CHECK(logits.shape == std::vector<std::size_t>{3, 37});
  const Model model = load_folder(kModel);
  KvCache cache = model.make_cache();
  const std::int32_t ids[] = {1, 5, 9};
  CHECK(logits.numbers == model.forward(ids, cache, LogitRows::kAll));  // nine digits are enough for every float

  const auto& next = json.at("next", "").array("");
  REQUIRE(next.size() == 3);
  const std::vector<float> last(logits.numbers.end() - 37, logits.numbers.end());
  CHECK(next[0].at("id", "").integer("") == argmax(last));
  double total = 0;
  for (const float logit : last) total += std::exp(double{logit});
  for (const JsonValue& candidate : next) {
    const double logit = double{last[static_cast<std::size_t>(candidate.at("id", "").integer(""))]};
    CHECK(std::abs(candidate.at("probability", "").number("") - std::exp(logit) / total) < 1e-6);
  }

  const JsonValue& tensors = json.at("tensors", "");
  REQUIRE(tensors.object("").size() == 3);
  const Nested pattern = nested(tensors.at("blocks.1.attn.hook_pattern", "").at("data", ""));
  CHECK(pattern.shape == std::vector<std::size_t>{6, 3, 3});
  CHECK(pattern.numbers[0] == 1);  // the first token sees itself alone
  CHECK(pattern.numbers[1] == 0);
}

TEST_CASE("run without a head changes the logits, and leaves that head's output zero") {
  const std::string command = "run " + kModel + " --ids 1,5,9 --capture '*.hook_z'";
  const JsonValue plain = attn_tool(command).json();
  const JsonValue muted = attn_tool(command + " --zero-head 1.2 --zero-head 0.5").json();
  CHECK(nested(plain.at("logits", "")).numbers != nested(muted.at("logits", "")).numbers);
  CHECK(nested(plain.at("logits", "")).shape == std::vector<std::size_t>{1, 37});
  for (const auto& [name, head] : {std::pair{"blocks.0.attn.hook_z", 5}, {"blocks.1.attn.hook_z", 2}}) {
    const Nested z = nested(muted.at("tensors", "").at(name, "").at("data", ""));
    REQUIRE(z.shape == std::vector<std::size_t>{3, 6, 4});
    for (std::size_t n = 0; n < z.numbers.size(); ++n) {
      if (n / 4 % 6 == static_cast<std::size_t>(head))
        CHECK(z.numbers[n] == 0);
      else
        CHECK(z.numbers[n] != 0);
    }
  }
}

TEST_CASE("generate continues, stops, and repeats itself with a seed") {
  const std::string command = "generate " + kModel + " --ids 1,5 --ignore-eos ";
  const JsonValue greedy_out = attn_tool(command + "-n 6 --greedy").json();
  CHECK(ids_of(greedy_out, "prompt_ids") == std::vector<std::int64_t>{1, 5});
  CHECK(ids_of(greedy_out, "new_ids").size() == 6);
  CHECK(greedy_out.at("stopped", "").string("") == "length");
  const auto expected = greedy(load_folder(kModel), {1, 5}, 6);
  CHECK(ids_of(greedy_out, "ids") == std::vector<std::int64_t>(expected.begin(), expected.end()));

  const std::string drawn =
      command + "-n 12 --temperature 2 --top-k 30 --top-p 0.95 --min-p 0.001 --repetition-penalty 1.1 --seed ";
  CHECK(attn_tool(drawn + "7").out == attn_tool(drawn + "7").out);
  CHECK(attn_tool(drawn + "7").out != attn_tool(drawn + "8").out);
  CHECK(ids_of(attn_tool(command + "-n 0").json(), "ids") == std::vector<std::int64_t>{1, 5});

  const JsonValue full = attn_tool(command + "-n 100 --greedy").json();
  CHECK(full.at("stopped", "").string("") == "context");
  CHECK(ids_of(full, "ids").size() == 20);  // the token after the last position is known, but cannot be read
}

TEST_CASE("generate ends at an end-of-text token unless told to go on") {
  // The config declares every token that greedy generation would give third to be the end.
  const auto expected = greedy(load_folder(kModel), {1, 5}, 6);
  const std::size_t end =
      static_cast<std::size_t>(std::find(expected.begin() + 2, expected.end(), expected[4]) - expected.begin());
  const TemporaryFolder folder;
  std::string config = read_text_file(kModel + "/config.json");
  const std::size_t at = config.find("\"eos_token_id\": 2");
  REQUIRE(at != std::string::npos);
  config.replace(at, 17, "\"eos_token_id\": [36, " + std::to_string(expected[4]) + "]");
  folder.write("config.json", config);
  folder.write("model.safetensors", read_text_file(kModel + "/model.safetensors"));
  const JsonValue stopped = attn_tool("generate " + folder.path() + " --ids 1,5 -n 6 --greedy").json();
  CHECK(stopped.at("stopped", "").string("") == "eos");
  CHECK(ids_of(stopped, "ids").size() == end + 1);
  const JsonValue going_on = attn_tool("generate " + folder.path() + " --ids 1,5 -n 6 --greedy --ignore-eos").json();
  CHECK(ids_of(going_on, "new_ids").size() == 6);
}

TEST_CASE("stories260K's published greedy text comes out of the tool") {
  const std::string model = std::string(ATTN_SHARED) + "/models/stories260K";
  if (!present(model)) SKIP("needs " << model);
  const ToolResult result = attn_tool("generate " + model + " --ids 1 -n 200 --greedy");
  const auto expected = read_ids(model + "/greedy_ids.json");
  CHECK(ids_of(result.json(), "ids") == std::vector<std::int64_t>(expected.begin(), expected.end()));
}

#endif
