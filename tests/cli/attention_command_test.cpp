// attn attention: reading and printing; what it computes is the goldens' matter.
#include "cli/tool.hpp"

#ifdef ATTN_CLI

#include <catch2/catch_test_macros.hpp>

#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

/// One head of two tokens; every number in the output is exact.
const std::string kQkv = R"("q":[[[[0,0],[0,0]]]],"k":[[[[1,0],[0,1]]]],"v":[[[[2,4],[6,8]]]])";

ToolResult run(const std::string& fields) {
  const TemporaryFolder folder;
  return attn_tool("attention " + folder.write("case.json", "{" + fields + "}"));
}

void check_refused(const std::string& fields, const std::vector<std::string>& says) {
  INFO(fields);
  const ToolResult result = run(fields);
  INFO(result.err);
  CHECK(result.exit_code == 1);
  CHECK(result.out.empty());
  for (const std::string& part : says) {
    INFO("expected in the message: " << part);
    CHECK(contains(result.err, part));
  }
}

}  // namespace

TEST_CASE("attention prints y, the present keys and values, and the scores") {
  CHECK(run(kQkv).out ==
        "{\n"
        "  \"y\": [[[[4, 6], [4, 6]]]],\n"
        "  \"present_key\": [[[[1, 0], [0, 1]]]],\n"
        "  \"present_value\": [[[[2, 4], [6, 8]]]],\n"
        "  \"qk_matmul_output\": [[[[0, 0], [0, 0]]]]\n"
        "}\n");
  const ToolResult causal = run(kQkv + R"(,"is_causal":true,"qk_matmul_output_mode":2,"attn_mask":null)");
  CHECK(contains(causal.out, R"("y": [[[[2, 4], [4, 6]]]])"));
  CHECK(contains(causal.out, R"("qk_matmul_output": [[[[0, "-inf"], [0, 0]]]])"));
}

TEST_CASE("attention reads and prints numbers that are not finite") {
  const ToolResult result = run(R"("q":[[[[1]]]],"k":[[[["nan"]]]],"v":[[[[1,"inf"]]]],"is_causal":0)");
  CHECK(contains(result.out, R"("y": [[[["nan", "nan"]]]])"));
  CHECK(contains(result.out, R"("present_key": [[[["nan"]]]])"));
  CHECK(contains(result.out, R"("present_value": [[[[1, "inf"]]]])"));
  // What is masked is not read.
  const ToolResult masked = run(R"("q":[[[[1]]]],"k":[[[["nan"],[0]]]],"v":[[[["inf"],[3]]]],"attn_mask":["-inf",0])");
  CHECK(contains(masked.out, R"("y": [[[[3]]]])"));
}

TEST_CASE("attention takes a past or keys without tokens") {
  const ToolResult none = run(kQkv + R"(,"past_key":[[[]]],"past_value":[[[]]],"is_causal":1)");
  CHECK(contains(none.out, R"("y": [[[[2, 4], [4, 6]]]])"));
  const ToolResult only_past =
      run(R"("q":[[[[1,1]]]],"k":[[[]]],"v":[[[]]],"past_key":[[[[0,0]]]],"past_value":[[[[5]]]])");
  CHECK(contains(only_past.out, R"("y": [[[[5]]]])"));
  const ToolResult no_queries = run(R"("q":[[[],[]]],"k":[[[[1]]]],"v":[[[[5]]]])");
  CHECK(contains(no_queries.out, R"("y": [[[], []]])"));
}

TEST_CASE("flash prints the same without the scores, and refuses to show them") {
  const ToolResult flash = run(kQkv + R"(,"executor":"flash")");
  CHECK(flash.exit_code == 0);
  CHECK(contains(flash.out, R"("y": [[[[4, 6], [4, 6]]]])"));
  CHECK_FALSE(contains(flash.out, "qk_matmul_output"));
  check_refused(kQkv + R"(,"executor":"flash","qk_matmul_output_mode":0)", {"qk_matmul_output_mode", "reference"});
  check_refused(kQkv + R"(,"executor":"flsh")", {"unknown executor: flsh (have ", "flash", "reference"});
}

TEST_CASE("fields that are wrong are named, with the file") {
  check_refused(R"("q":[[[[1]]]],"k":[[[[1]]]])", {"case.json has no \"v\""});
  check_refused(kQkv + R"(,"msk":[1,1])", {"unknown field \"msk\"", "attn_mask"});
  check_refused(kQkv + R"(,"q":[])", {"duplicate key \"q\""});
  check_refused(kQkv + R"(,"is_causal":2)", {"case.json: is_causal is 2", "from 0 to 1"});
  check_refused(kQkv + R"(,"is_causal":"yes")", {"is_causal is \"yes\""});
  check_refused(kQkv + R"(,"scale":"big")", {"scale is \"big\""});
  check_refused(kQkv + R"(,"softcap":-1)", {"softcap"});
  check_refused(kQkv + R"(,"qk_matmul_output_mode":4)", {"qk_matmul_output_mode is 4", "from 0 to 3"});
  check_refused(kQkv + R"(,"nonpad_kv_seqlen":[3])",
                {"case.json: nonpad_kv_seqlen holds 3, but there are only 2 keys"});
  check_refused(kQkv + R"(,"nonpad_kv_seqlen":[-1])", {"nonpad_kv_seqlen is -1"});
  check_refused(kQkv + R"(,"nonpad_kv_seqlen":2)", {"nonpad_kv_seqlen is 2", "an array"});
  check_refused(kQkv + R"(,"attn_mask":[[1,0],[true,0]])", {"attn_mask[1][0] is true", "a number"});
  check_refused(kQkv + R"(,"attn_mask":[[1,0],[1]])", {"attn_mask[1] has 1 elements; expected 2"});
  check_refused(kQkv + R"(,"attn_mask":[[[1,0]],[[1,0]],[[1,1]]])", {"attn_mask [3, 1, 2] does not broadcast"});
  check_refused(kQkv + R"(,"past_key":[[[[1,0]]]])", {"past_value is missing"});
  check_refused(R"("q":[[[1,2]]],"k":[[[[1,2]]]],"v":[[[[1]]]])",
                {"q has shape [1, 1, 2]", "[batch, heads, tokens, width]"});
  check_refused(R"("q":[[[[1,2]]]],"k":[[[[1,2,3]]]],"v":[[[[1]]]])",
                {"q [1, 1, 1, 2] and k [1, 1, 1, 3]", "same width"});
  check_refused(R"("q":[[[[1,2],[1]]]],"k":[[[[1,2]]]],"v":[[[[1]]]])", {"q[0][0][1] has 1 elements; expected 2"});
  check_refused(R"("q":[[[[]]]],"k":[[[[]]]],"v":[[[[1]]]])", {"d = 0"});
  check_refused("\"q\":\n[", {"case.json: line 2, column 2"});
}

#endif
