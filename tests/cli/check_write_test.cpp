// attn check --write: what a renewed document keeps, and that a file is there whole or as it was.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>

#include "base/text.hpp"

using namespace attn;
using namespace attn::testing;
namespace fs = std::filesystem;

namespace {

const std::string kModel = std::string(ATTN_TEST_DATA) + "/models/llama-gqa-tied-f32";
const std::string kWrite = "check " + kModel + " --write ";

/// The exit code of a command of the shell.
int shell(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a renewed document keeps its text, its model and its tokens, and not what the old model said") {
  const TemporaryFolder folder;
  const std::string old =
      folder.write("old.json", R"({"format": "attention-playground", "version": 1, "text": "Hé \"x\"",
    "model": {"name": "mine", "url": "https://example.org/m"}, "next": [{"id": 3, "text": "c", "probability": 0.5}],
    "state": {"layer": 1}, "made": "by hand", "colour": "red",
    "tokens": [{"text": "<s>", "id": 1, "special": true}, {"text": "Hé", "id": 5, "start": 0, "end": 2},
               {"text": "\"x\"", "id": 9}],
    "attention": [{"layer": 1, "heads": [4, 3], "weights": [[[1, 0, 0], [1, 0, 0], [1, 0, 0]],
                                                            [[1, 0, 0], [1, 0, 0], [1, 0, 0]]]}]})");
  REQUIRE(attn_tool(kWrite + old + " " + old).exit_code == 0);
  const JsonValue json = parse_json(read_text_file(old));
  CHECK(json.at("text", "").string("") == "Hé \"x\"");
  CHECK(json.at("model", "").at("name", "").string("") == "mine");
  CHECK(json.at("model", "").at("url", "").string("") == "https://example.org/m");
  const auto& tokens = json.at("tokens", "").array("");
  REQUIRE(tokens.size() == 3);
  CHECK(tokens[0].at("special", "").boolean(""));
  CHECK(tokens[0].find("start") == nullptr);
  CHECK(tokens[1].at("start", "").integer("") == 0);
  CHECK(tokens[1].at("end", "").integer("") == 2);
  CHECK(tokens[1].find("special") == nullptr);
  CHECK(tokens[2].object("").size() == 2);
  for (const char* stale : {"next", "state", "colour"}) CHECK(json.find(stale) == nullptr);
  CHECK(json.at("made", "").string("").starts_with("attn "));
  CHECK(attn_tool("check " + kModel + " --tolerance 0 " + old).out.starts_with("equal: 2 heads, 3 tokens"));
}

TEST_CASE("a document without a model gets the folder's name, and none gets an address or a text that nobody gave") {
  const TemporaryFolder folder;
  REQUIRE(attn_tool(kWrite + folder / "new.json" + " --ids 1,5").exit_code == 0);
  const JsonValue json = parse_json(read_text_file(folder / "new.json"));
  CHECK(json.at("model", "").at("name", "").string("") == "llama-gqa-tied-f32");
  CHECK(json.at("model", "").object("").size() == 1);
  CHECK(json.find("text") == nullptr);
}

TEST_CASE("a document that cannot be written to its end is as it was") {
  const TemporaryFolder folder;
  const std::string document = folder / "stored.json", errors = folder / "errors";
  REQUIRE(attn_tool(kWrite + document + " --ids 1,5,9,2,3,4,7,8").exit_code == 0);
  const std::string before = read_text_file(document);
  REQUIRE(before.size() > 2048);
  // A file of more than a block or two cannot be written in this shell: as on a full disk.
  const std::string small = "trap '' XFSZ; ulimit -f 1; exec " + std::string(ATTN_CLI) + " ";
  CHECK(shell(small + kWrite + document + " " + document + " 2>" + errors) == 2);
  CHECK(contains(read_text_file(errors), "cannot write " + document));
  CHECK((read_text_file(document) == before));  // without showing them
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("a document keeps its permissions") {
  const TemporaryFolder folder;
  const std::string document = folder.write("stored.json", "old");
  fs::permissions(document, fs::perms(0640));
  REQUIRE(attn_tool(kWrite + document + " --ids 1,5").exit_code == 0);
  CHECK(fs::status(document).permissions() == fs::perms(0640));
}

TEST_CASE("through a symbolic link its target is written, whether it is there or not, and the link stays") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "inner");
  folder.write("inner/old.json", "old");
  fs::create_symlink("inner/old.json", folder / "first.json");
  fs::create_symlink(folder / "first.json", folder / "second.json");
  fs::create_symlink("inner/new.json", folder / "dangling.json");
  fs::create_symlink("round.json", folder / "round.json");
  for (const char* link : {"second.json", "dangling.json"}) {
    REQUIRE(attn_tool(text("{}{} --ids 1,5", {kWrite, folder / link})).exit_code == 0);
    CHECK(fs::is_symlink(folder / link));
  }
  CHECK(fs::is_symlink(folder / "first.json"));
  CHECK(read_text_file(folder / "inner/old.json") == read_text_file(folder / "inner/new.json"));
  CHECK(files_in(folder / "inner") == 2);
  check_failure(kWrite + folder / "round.json" + " --ids 1,5", 2, {"cannot write", "round.json"});
}

TEST_CASE("what is no regular file is written to directly: standard output and a pipe") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe", copy = folder / "copy.json", out = folder / "out.json";
  const ToolResult printed = attn_tool(kWrite + "/dev/stdout --ids 1,5");
  CHECK(printed.json().at("tokens", "").array("").size() == 2);
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string tool = std::string(ATTN_CLI) + " " + kWrite;
  CHECK(shell("cat " + pipe + " > " + copy + " & " + tool + pipe + " --ids 1,5 && wait") == 0);
  CHECK(read_text_file(copy) == printed.out);
  CHECK(fs::is_fifo(pipe));
  CHECK(shell(tool + "/dev/stdout --ids 1,5 | cat > " + out) == 0);
  CHECK(read_text_file(out) == printed.out);
  // The file that standard output was sent to, not another one in its place.
  fs::create_hard_link(out, folder / "same.json");
  CHECK(shell(tool + "/dev/stdout --ids 1,5,9 > " + out) == 0);
  CHECK(read_text_file(folder / "same.json") == attn_tool(kWrite + "/dev/stdout --ids 1,5,9").out);
}

#endif
