// One head told in full.
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "mechanisms/attend.hpp"
#include "mechanisms/read_spec.hpp"
#include "reference/random.hpp"
#include "support/errors.hpp"

using namespace attn;

namespace {

constexpr std::uint64_t kSeed = 77;

double ticking_clock() {
  static double now = 0;
  return now += 0.25;
}

MechanismSpec spec_of(const std::string& json) { return read_mechanism_alone(parse_json(json), "spec"); }

/// A layer of 4 query heads on 2 key/value heads, token by token as the model's hooks have it.
struct Layer {
  std::vector<float> q, k, v;
  MechanismInput input;
  explicit Layer(std::size_t t, std::size_t head) {
    reference::Random random(kSeed);
    q = random.normals(t * 4 * 8), k = random.normals(t * 2 * 8), v = random.normals(t * 2 * 8);
    input.shape = {1, 4, 2, t, t, 8, 8};
    input.q = {q.data(), 0, 8, 32}, input.k = {k.data(), 0, 8, 16}, input.v = {v.data(), 0, 8, 16};
    input.head = head;
  }
};

Attended attended(const std::string& spec, const Layer& layer, AttendOptions options = {}) {
  options.mechanism = spec_of(spec);
  return attend(options, layer.input, ticking_clock);
}

}  // namespace

TEST_CASE("one head comes out as it does among all of them, biases and pooling included", "[attend]") {
  for (const char* json :
       {R"({"mask": "causal"})", R"({"mask": "causal", "bias": "alibi"})", R"({"mask": "causal", "kv_heads": 1})",
        R"({"position": "rotary_half", "executor": "flash"})",
        R"({"operator": "linear_attention", "mask": "causal"})"}) {
    for (std::size_t head = 0; head < 4; ++head) {
      INFO(json << ", head " << head);
      Layer layer(11, head);
      const std::vector<float> one = attended(json, layer).y;
      layer.input.head.reset();
      std::vector<float> all(4 * 11 * 8);
      run_mechanism(spec_of(json), layer.input, {},
                    {.y = {all.data(), 0, 88, 8}, .scores = {}, .stage = ScoreStage::kPattern});
      for (std::size_t n = 0; n < one.size(); ++n) REQUIRE(one[n] == all[head * 88 + n]);
    }
  }
}

TEST_CASE("flash's recorded steps end where the reference does", "[attend][flash]") {
  const Layer layer(13, 3);
  AttendOptions traced;
  traced.trace_queries = 4, traced.trace_keys = 5;
  const Attended flash = attended(R"({"mask": "causal", "executor": "flash"})", layer, traced);
  const Attended plain = attended(R"({"mask": "causal"})", layer);
  CHECK(flash.trace.steps.size() == 4 * 3);
  std::size_t row = 0, empty = 0;
  for (const FlashRecorder::Step& step : flash.trace.steps) {
    empty += step.cover == TileCover::kEmpty;
    CHECK(step.rows == step.tile.i1 - step.tile.i0);
    if (step.tile.j1 == 13) {
      for (std::size_t r = 0; r < step.rows; ++r)
        for (std::size_t e = 0; e < 8; ++e) {
          const float y = flash.trace.y[(row + r) * 8 + e] / flash.trace.l[row + r];
          CHECK(std::fabs(y - plain.y[(step.tile.i0 + r) * 8 + e]) < 1e-6F);
        }
    }
    row += step.rows;
  }
  CHECK(empty == 3);  // queries 0 to 3 skip keys 5 to 9 and 10 to 12, queries 4 to 7 the last
  CHECK(flash.pattern == plain.pattern);
}

TEST_CASE("the difference is 0 from itself, and is told where it is largest", "[attend]") {
  const Layer layer(9, 0);
  AttendOptions options;
  options.against = spec_of(R"({"mask": "causal"})");
  const Attended same = attended(R"({"mask": "causal"})", layer, options);
  REQUIRE(same.apart.has_value());
  CHECK(same.apart->max_abs == 0);
  CHECK(std::fabs(same.apart->cosine - 1) < 1e-12);
  const Attended window = attended(R"({"mask": {"id": "local", "window": 1}})", layer, options);
  CHECK(window.apart->max_abs > 0.1);
  CHECK(window.apart->row > 0);  // the first query sees itself alone either way
  CHECK(attended(R"({"mask": "causal"})", layer).apart == std::nullopt);
}

TEST_CASE("the KV cache of a layer shrinks with its key/value heads", "[attend]") {
  const Layer layer(3, 0);
  CHECK(attended("{}", layer).cache_bytes_per_token == 2 * 16 * 4);
  CHECK(attended(R"({"kv_heads": 1})", layer).cache_bytes_per_token == 16 * 4);
}

TEST_CASE("an operator whose state has one size keeps nothing per token", "[attend]") {
  const Layer layer(3, 0);
  CHECK(attended(R"({"operator": "linear_attention", "mask": "causal"})", layer).cache_bytes_per_token == 0);
  CHECK(attended(R"({"operator": "selective_scan", "mask": "causal", "kv_heads": 1})", layer).cache_bytes_per_token ==
        0);
  Layer sentences(3, 0);
  const std::vector<std::int32_t> segments{0, 0, 1};
  sentences.input.segments = segments;
  CHECK(attended(R"({"operator": "hierarchical"})", sentences).cache_bytes_per_token == 2 * 16 * 4);
}

TEST_CASE("what cannot be told is refused", "[attend]") {
  const Layer layer(5, 4);
  ATTN_CHECK_ERROR([&] { attended("{}", layer); }, ErrorCode::kBadArgument, "head 4", "0 to 3");
  AttendOptions traced;
  traced.trace_queries = traced.trace_keys = 2;
  ATTN_CHECK_ERROR([&] { attended("{}", Layer(5, 0), traced); }, ErrorCode::kUnsupported, "flash");
  traced.trace_keys = 65;
  ATTN_CHECK_ERROR([&] { attended(R"({"executor": "flash"})", Layer(5, 0), traced); }, ErrorCode::kBadArgument, "65",
                   "1 to 64");
  ATTN_CHECK_ERROR([&] { measure(spec_of("{}"), 0, 64, 0, ticking_clock); }, ErrorCode::kBadArgument, "0 keys");
}

TEST_CASE("measuring counts one call and takes the median time", "[attend]") {
  const Measured got =
      measure(spec_of(R"({"mask": {"id": "local", "window": 4}, "executor": "sparse"})"), 100, 8, 1, ticking_clock);
  CHECK(got.work.pairs == 1 + 2 + 3 + 97 * 4);
  CHECK(got.milliseconds > 0);
}

TEST_CASE("what needs documents or sentences is measured on some of 64 keys each", "[attend]") {
  const Measured documents =
      measure(spec_of(R"({"mask": "document", "executor": "sparse"})"), 130, 4, 1, ticking_clock);
  CHECK(documents.work.pairs == 64 * 64 + 64 * 64 + 2 * 2);
  const Measured sentences = measure(spec_of(R"({"operator": "hierarchical"})"), 130, 4, 1, ticking_clock);
  CHECK(sentences.work.scores == 130 * (130 + 3));  // of 130 words, then of 3 sentences
}

TEST_CASE("a power law is recovered, and what has no logarithm is left out", "[attend]") {
  const std::vector<double> x{1, 2, 4, 8, 16}, y{3, 6 * std::sqrt(2.0), 24, 48 * std::sqrt(2.0), 192};
  CHECK(std::fabs(power_law(x, y) - 1.5) < 1e-12);
  const std::vector<double> holed{3, 0, 24, -1, 192};
  CHECK(std::fabs(power_law(x, holed) - 1.5) < 1e-12);
  CHECK(std::isnan(power_law(std::vector<double>{2, 2}, std::vector<double>{1, 5})));
  CHECK(std::isnan(power_law(std::vector<double>{}, std::vector<double>{})));
}

TEST_CASE("a difference is the largest of its rows and the cosine of the whole", "[attend]") {
  // By hand: a . b = 1, |a|^2 = 2, |b|^2 = 1 + 9.
  const std::vector<float> a{1, 0, 0, 1}, b{1, 0, 3, 0}, zero(4);
  const Difference got = difference(a, b, 2);
  CHECK(got.max_abs == 3);
  CHECK(got.row == 1);
  CHECK(std::fabs(got.cosine - 1 / std::sqrt(20.0)) < 1e-12);
  CHECK(std::fabs(difference(a, a, 2).cosine - 1) < 1e-12);
  CHECK(difference(zero, zero, 2).cosine == 1);
  CHECK(difference(zero, a, 2).cosine == 0);
  CHECK(std::isnan(difference(std::vector<float>{1, NAN}, std::vector<float>{5, 1}, 2).max_abs));
}
