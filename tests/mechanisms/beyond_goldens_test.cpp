// Against transformers and PyTorch: the goldens that are not attention over q, k and v (see their README).
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "attention/bias.hpp"
#include "formats/file.hpp"
#include "formats/nested.hpp"
#include "mechanisms/selective_scan.hpp"
#include "mechanisms/softmax_probe.hpp"
#include "nn/moe.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

/// The goldens whose names begin so, each with its parsed object.
struct Golden {
  std::string name;
  JsonValue json;
  double tolerance;

  [[nodiscard]] Nested nested(const JsonValue& from, const char* key) const {
    return read_nested(from.at(key, name), name + ": " + key, 4, false);
  }
  [[nodiscard]] const JsonValue& problem() const { return json.at("problem", name); }
  void check(const char* key, const std::vector<float>& got) const {
    const Nested want = nested(json.at("expect", name), key);
    REQUIRE(got.size() == want.numbers.size());
    double worst = 0;
    for (std::size_t n = 0; n < got.size(); ++n)
      worst = testing::worse(worst, std::fabs(double{got[n]} - double{want.numbers[n]}));
    INFO(name << ": " << key);
    CHECK(worst <= tolerance);
  }
};

std::vector<Golden> goldens(const std::string& prefix) {
  std::vector<Golden> found;
  for (const auto& entry : std::filesystem::directory_iterator(ATTN_TEST_DATA "/mechanisms")) {
    const std::string name = entry.path().stem().string();
    if (!name.starts_with(prefix) || entry.path().extension() != ".json") continue;
    JsonValue json = parse_json(read_text_file(entry.path().string()), name);
    const double tolerance = json.at("tolerance", name).number(name);
    found.push_back({name, std::move(json), tolerance});
  }
  return found;
}

simd::ConstMatrix matrix(const Nested& of, std::size_t first = 0) {
  const std::size_t rows = of.shape[of.shape.size() - 2], cols = of.shape.back();
  return {of.numbers.data() + first * rows * cols, rows, cols, cols};
}

}  // namespace

TEST_CASE("the selective scan and its matrices are transformers' Mamba's") {
  const std::vector<Golden> all = goldens("operator-selective-scan");
  REQUIRE(all.size() == 3);
  for (const Golden& golden : all) {
    const JsonValue& p = golden.problem();
    const Nested x = golden.nested(p, "x"), delta = golden.nested(p, "delta"), a = golden.nested(p, "a"),
                 b = golden.nested(p, "b"), c = golden.nested(p, "c"), d = golden.nested(p, "d");
    const SelectiveScan scan{matrix(x), matrix(delta), matrix(a), matrix(b), matrix(c), d.numbers.data()};
    const std::size_t t = x.shape[0], channels = x.shape[1];
    std::vector<float> y(t * channels), pattern(channels * t * t);
    selective_scan(scan, {y.data(), t, channels, channels});
    for (std::size_t channel = 0; channel < channels; ++channel)
      selective_scan_matrix(scan, channel, {pattern.data() + channel * t * t, t, t, t});
    golden.check("y", y);
    golden.check("pattern", pattern);
  }
}

TEST_CASE("routing and experts are transformers' Mixtral's") {
  const std::vector<Golden> all = goldens("moe-experts");
  REQUIRE(all.size() == 3);
  for (const Golden& golden : all) {
    const JsonValue& p = golden.problem().at("moe", golden.name);
    const Nested x = golden.nested(p, "x"), router = golden.nested(p, "router"), w1 = golden.nested(p, "w1"),
                 w2 = golden.nested(p, "w2"), w3 = golden.nested(p, "w3");
    const std::size_t t = x.shape[0], c = x.shape[1], experts = router.shape[0], m = w1.shape[1];
    std::vector<float> logits(t * experts), y(t * c);
    simd::gemm_nt(matrix(x), matrix(router), {logits.data(), t, experts, experts});
    const Routing routing = route({logits.data(), t, experts, experts},
                                  static_cast<std::size_t>(p.at("top_k", golden.name).unsigned_integer("top_k")), true);
    std::vector<GatedExpert> made;
    const auto linear = [](const Nested& of, std::size_t e, std::size_t out, std::size_t in) {
      const float* first = of.numbers.data() + e * out * in;
      return Linear({first, first + out * in}, {}, out, in);
    };
    for (std::size_t e = 0; e < experts; ++e)
      made.push_back({linear(w1, e, m, c), linear(w3, e, m, c), linear(w2, e, c, m)});
    run_experts(matrix(x), routing, made, Activation::kSilu, {y.data(), t, c, c});
    golden.check("y", y);
    golden.check("probabilities", routing.probabilities);
    golden.check("gates", routing.gates);
    golden.check("chosen", {routing.chosen.begin(), routing.chosen.end()});
    golden.check("load", {routing.load.begin(), routing.load.end()});
  }
}

TEST_CASE("ALiBi's slopes are transformers' Bloom's") {
  const std::vector<Golden> all = goldens("table-alibi-slopes");
  REQUIRE(all.size() == 1);
  const Golden& golden = all[0];
  const Nested heads = golden.nested(golden.problem().at("alibi_slopes", golden.name), "heads");
  const auto& want = golden.json.at("expect", golden.name).at("slopes", golden.name).array(golden.name);
  REQUIRE(want.size() == heads.numbers.size());
  REQUIRE(want.size() == 10);
  for (std::size_t n = 0; n < want.size(); ++n) {
    const Nested slopes = read_nested(want[n], golden.name, 1, false);
    const auto h = static_cast<std::size_t>(heads.numbers[n]);
    REQUIRE(slopes.numbers.size() == h);
    const AnyBias bias = make_bias("alibi", {h, 0});
    for (std::size_t head = 0; head < h; ++head) {
      float next = 0;  // of the key beside the query: the slope itself
      bias.add_row(head, 1, 0, {&next, 1});
      INFO(h << " heads, head " << head);
      CHECK(std::fabs(double{next} + double{slopes.numbers[head]}) <= golden.tolerance * double{slopes.numbers[head]});
    }
  }
}

TEST_CASE("T5's buckets are transformers'") {
  const std::vector<Golden> all = goldens("table-t5-buckets");
  REQUIRE(all.size() == 4);
  for (const Golden& golden : all) {
    const JsonValue& p = golden.problem().at("t5_buckets", golden.name);
    ItemSpec spec{"t5_relative", {{"slope", -1}}};  // the bias is then the bucket's number
    for (const char* knob : {"buckets", "max_distance", "bidirectional"})
      spec.knobs.emplace_back(knob, p.at(knob, golden.name).number(knob));
    const AnyBias bias = make_bias(spec, {1, 1000});
    std::vector<float> got;
    for (const float relative : golden.nested(p, "relative").numbers)
      bias.add_row(0, 0, static_cast<std::size_t>(1000 + relative), {&got.emplace_back(), 1});
    golden.check("bucket", got);
  }
}

TEST_CASE("the Jacobian of softmax is PyTorch's") {
  const std::vector<Golden> all = goldens("gradient-softmax");
  REQUIRE(all.size() == 2);
  for (const Golden& golden : all) {
    const JsonValue& p = golden.problem().at("softmax_jacobian", golden.name);
    std::vector<float> scores = golden.nested(p, "dots").numbers;
    for (float& s : scores) s *= static_cast<float>(p.at("scale", golden.name).number("scale"));
    const SoftmaxProbe probe = probe_softmax(scores);
    golden.check("weights", probe.weights);
    golden.check("jacobian", probe.jacobian);
  }
}
