// A spec bound to a problem: where positions start, what one head costs, and which masks recurrences know.
#include "mechanisms/mechanism.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mechanisms/read_spec.hpp"
#include "reference/random.hpp"
#include "support/errors.hpp"

using namespace attn;

namespace {

MechanismSpec spec_of(const std::string& json) { return read_mechanism_alone(parse_json(json), "spec"); }

constexpr std::size_t kHeads = 2, kKeys = 4, kWidth = 4;

/// [h, t_q, d]; `skipped` queries are left out before the first.
std::vector<float> run_late(const std::string& json, std::vector<float> q, const std::vector<float>& kv,
                            std::size_t queries, std::size_t skipped) {
  const std::size_t t = queries - skipped;
  std::vector<float> y(kHeads * t * kWidth, 777.0F);
  MechanismInput input;
  input.shape = {1, kHeads, kHeads, t, kKeys, kWidth, kWidth};
  input.q = {q.data() + skipped * kWidth, 0, queries * kWidth, kWidth};
  input.k = input.v = {kv.data(), 0, kKeys * kWidth, kWidth};
  input.offset =
      static_cast<std::ptrdiff_t>(kKeys) - static_cast<std::ptrdiff_t>(queries) + static_cast<std::ptrdiff_t>(skipped);
  run_mechanism(spec_of(json), input, {},
                {.y = {y.data(), 0, t * kWidth, kWidth}, .scores = {}, .stage = ScoreStage::kPattern});
  return y;
}

}  // namespace

TEST_CASE("queries that stand before the first key leave the positions of the others where they are", "[mechanism]") {
  for (const std::size_t blind : {1U, 2U, 5U}) {
    const std::size_t queries = kKeys + blind;
    const std::vector<float> q = reference::Random(61).normals(kHeads * queries * kWidth);
    const std::vector<float> kv = reference::Random(62).normals(kHeads * kKeys * kWidth);
    for (const char* position : {R"("sinusoidal")", R"("rotary_half")", R"("rotary_interleaved")",
                                 R"({"id": "learned", "spread": 1})", R"("none")"}) {
      INFO(position << ", " << blind << " before the first key");
      const std::string json = R"({"mask": "causal", "position": )" + std::string(position) + "}";
      const std::vector<float> all = run_late(json, q, kv, queries, 0), seeing = run_late(json, q, kv, queries, blind);
      for (std::size_t n = 0; n < kHeads; ++n)
        for (std::size_t i = 0; i < queries; ++i)
          for (std::size_t e = 0; e < kWidth; ++e) {
            const float got = all[(n * queries + i) * kWidth + e];
            if (i < blind)
              CHECK(got == 0);
            else
              CHECK(std::fabs(got - seeing[(n * kKeys + i - blind) * kWidth + e]) < 1e-6F);
          }
    }
  }
}

TEST_CASE("one head costs one head: of heads beyond any memory it places and pools its own alone", "[mechanism]") {
  // Strides of 0 stand for all of them.
  constexpr std::size_t kMany = (std::numeric_limits<std::size_t>::max() >> 8U) + 1;
  const std::vector<float> q = reference::Random(63).normals(kKeys * kWidth);
  const std::vector<float> kv = reference::Random(64).normals(kKeys * kWidth);
  MechanismInput input;
  input.q = {q.data(), 0, 0, kWidth}, input.k = input.v = {kv.data(), 0, 0, kWidth};
  const auto run = [&](MechanismSpec spec, std::size_t heads, std::size_t kv_heads, std::size_t head) {
    std::vector<float> y(kKeys * kWidth);
    input.shape = {1, heads, heads, kKeys, kKeys, kWidth, kWidth};
    input.head = head;
    spec.kv_heads = kv_heads;
    run_mechanism(spec, input, {}, {.y = {y.data(), 0, 0, kWidth}, .scores = {}, .stage = ScoreStage::kPattern});
    return y;
  };
  for (const char* json : {R"({"mask": "causal"})", R"({"mask": "causal", "position": "rotary_half"})",
                           R"({"position": {"id": "learned", "spread": 1}})", R"({"position": "none"})"}) {
    INFO(json);
    const std::vector<float> want = run(spec_of(json), 1, 0, 0);
    CHECK(run(spec_of(json), kMany, 0, kMany - 1) == want);
    const std::vector<float> pooled = run(spec_of(json), kMany, kMany / 2, kMany - 3);
    for (std::size_t n = 0; n < want.size(); ++n) CHECK(std::fabs(pooled[n] - want[n]) < 1e-6F);
  }
}

TEST_CASE("heads that do not fit each other are refused, for one head as for all", "[mechanism]") {
  const std::vector<float> numbers(64, 1.0F);
  std::vector<float> y(64);
  const auto run = [&](std::size_t h, std::size_t g, std::size_t pooled, std::optional<std::size_t> head) {
    MechanismSpec spec;
    spec.kv_heads = pooled;
    MechanismInput input;
    input.shape = {1, h, g, 2, 2, 4, 4};
    input.q = input.k = input.v = {numbers.data(), 0, 8, 4};
    input.head = head;
    run_mechanism(spec, input, {}, {.y = {y.data(), 0, 8, 4}, .scores = {}, .stage = ScoreStage::kPattern});
  };
  for (const std::optional<std::size_t> head : {std::optional<std::size_t>(), std::optional<std::size_t>(1)}) {
    ATTN_CHECK_ERROR([&] { run(2, 4, 0, head); }, ErrorCode::kBadArgument, "multiple of g");
    ATTN_CHECK_ERROR([&] { run(2, 0, 0, head); }, ErrorCode::kBadArgument, "at least 1");
    ATTN_CHECK_ERROR([&] { run(4, 4, 3, head); }, ErrorCode::kBadArgument, "use a divisor");
    CHECK_NOTHROW(run(2, 4, 2, head));
  }
  ATTN_CHECK_ERROR([&] { run(2, 2, 0, 2); }, ErrorCode::kBadArgument, "head 2", "0 to 1");
}

TEST_CASE("a causal mask is known however it is written, a join that is none is refused", "[mechanism]") {
  const std::vector<float> q = reference::Random(65).normals(kHeads * kKeys * kWidth);
  const std::vector<float> kv = reference::Random(66).normals(kHeads * kKeys * kWidth);
  const auto run = [&](const std::string& op, const std::string& mask) {
    return run_late(R"({"operator": ")" + op + R"(", "mask": )" + mask + "}", q, kv, kKeys, 0);
  };
  for (const char* op : {"linear_attention", "selective_scan"}) {
    const std::vector<float> causal = run(op, R"("causal")");
    for (const char* mask :
         {R"({"all": ["causal"]})", R"({"any": ["causal"]})", R"({"all": ["full", "causal"]})",
          R"({"all": ["causal", "full", "causal"]})", R"({"all": [{"any": [{"all": ["causal"]}]}, "full"]})"}) {
      INFO(op << " " << mask);
      CHECK(run(op, mask) == causal);
    }
    for (const char* mask : {R"({"all": ["causal", {"id": "local", "window": 2}]})",
                             R"({"all": [{"id": "local", "window": 2}, "causal"]})",
                             R"({"any": ["causal", {"id": "global", "count": 1}]})"}) {
      INFO(op << " " << mask);
      ATTN_CHECK_ERROR([&] { run(op, mask); }, ErrorCode::kUnsupported, "causal");
    }
  }
  CHECK(run("linear_attention", R"({"all": ["full", "full"]})") == run("linear_attention", R"("full")"));
}
