// How many segments the two mechanisms that read them ask for: a number for each key. More are not read.
#include <catch2/catch_test_macros.hpp>

#include "base/error.hpp"
#include "operator_problems.hpp"
#include "support/errors.hpp"

using namespace mechanisms_test;

TEST_CASE("segments past the last key are not read, fewer than the keys are an error", "[hierarchical][mask]") {
  for (const bool hierarchy : {true, false}) {
    INFO((hierarchy ? "hierarchical" : "document"));
    const auto y_of = [&](std::vector<std::int32_t> segments) {
      OperatorProblem p({1, 2, 1, 5, 5, 4, 3}, 77);
      p.segments = std::move(segments);
      if (!hierarchy) p.set_mask("document");
      p.run(hierarchy ? "hierarchical" : "softmax", false);
      return p.y;
    };
    CHECK(y_of({0, 0, 1, 1, 2}) == y_of({0, 0, 1, 1, 2, 2, 9, -4}));
    CHECK(y_of({0, 0, 1, 1, 2}) != y_of({0, 0, 0, 1, 2}));
    ATTN_CHECK_ERROR([&] { y_of({0, 0, 1, 1}); }, attn::ErrorCode::kBadArgument, "5 keys", "has 4");
  }
}
