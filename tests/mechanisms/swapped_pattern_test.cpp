// The pattern of a swapped layer, changed by a hook: y follows the new pattern and the mechanism's own values.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mechanisms/model_swap.hpp"
#include "model/model.hpp"
#include "model/swapped_attention.hpp"
#include "reference/random.hpp"
#include "support/tiny_models.hpp"

using namespace attn;

namespace {

constexpr std::size_t kTokens = 5, kWidth = 6, kHeads = 4, kGroups = 2;

/// Adds to one cell of the pattern.
struct Nudge : Hooks {
  std::size_t cell = 0;
  float by = 0;
  [[nodiscard]] bool wants(HookPoint point, std::size_t) const override { return point == HookPoint::kPattern; }
  void at(HookPoint, std::size_t, std::initializer_list<std::size_t>, std::span<float> data) override {
    data[cell] += by;
  }
};

/// One layer of the tiny model with its attention swapped.
struct Layer {
  Model model = [] {
    const testing::Checkpoint made = testing::tiny_llama();
    return Model::load(made.config, made.weights);
  }();
  std::vector<float> q = reference::Random(71).normals(kHeads * kTokens * kWidth);
  std::vector<float> k = reference::Random(72).normals(kGroups * kTokens * kWidth);
  std::vector<float> v = reference::Random(73).normals(kGroups * kTokens * kWidth);
  std::vector<std::int32_t> ids = std::vector<std::int32_t>(kTokens);

  /// y [h, t, d]
  std::vector<float> run(const std::string& mechanism, Hooks* hooks) const {
    const ModelSwap swap(
        parse_json(R"([{"layers": "all", "segments": [0, 0, 1, 1, 2], "mechanism": )" + mechanism + "}]"), "attention",
        model.config(), kTokens);
    std::vector<float> y(q.size(), 777.0F);
    AttentionProblem problem;
    constexpr std::size_t size = kTokens * kWidth;
    problem.shape = {1, kHeads, kGroups, kTokens, kTokens, kWidth, kWidth};
    problem.q = {q.data(), 0, size, kWidth};
    problem.k = {k.data(), 0, size, kWidth};
    problem.v = {v.data(), 0, size, kWidth};
    swapped_attention(swap, problem, {.y = {y.data(), 0, size, kWidth}, .scores = {}, .stage = ScoreStage::kPattern},
                      hooks, 0);
    return y;
  }
};

const char* const kMechanisms[] = {
    R"({"mask": "causal"})",
    R"({"mask": "causal", "kv_heads": 1})",
    R"({"mask": "causal", "kv_heads": 1, "executor": "flash", "softcap": 2})",
    R"({"mask": "causal", "bias": {"id": "adaptive_span", "span": 1, "ramp": 1}})",
    R"({"mask": {"id": "local", "window": 2}, "executor": "sparse"})",
    R"({"operator": "linear_attention", "mask": "causal", "kv_heads": 1})",
    R"({"operator": "selective_scan", "mask": "causal"})",
    R"({"operator": "hierarchical", "mask": "causal", "kv_heads": 1})",
};

}  // namespace

TEST_CASE("a changed cell of a swapped layer's pattern moves its own row by its own value", "[swap][trace]") {
  const Layer layer;
  for (const char* mechanism : kMechanisms) {
    INFO(mechanism);
    const std::vector<float> plain = layer.run(mechanism, nullptr);
    Nudge nudge;
    nudge.cell = (2 * kTokens + 3) * kTokens + 1, nudge.by = 0.5F;  // head 2, query 3, key 1
    const std::vector<float> changed = layer.run(mechanism, &nudge);
    const bool pooled = std::string(mechanism).find("kv_heads") != std::string::npos;
    for (std::size_t n = 0; n < kHeads; ++n)
      for (std::size_t i = 0; i < kTokens; ++i)
        for (std::size_t e = 0; e < kWidth; ++e) {
          const auto value = [&](std::size_t g) { return layer.v[(g * kTokens + 1) * kWidth + e]; };
          float moved = n == 2 && i == 3 ? 0.5F * (pooled ? (value(0) + value(1)) / 2 : value(1)) : 0;
          moved -= changed[(n * kTokens + i) * kWidth + e] - plain[(n * kTokens + i) * kWidth + e];
          CHECK(std::fabs(moved) < 1e-5F);
        }
  }
}

TEST_CASE("values that a swapped layer's mask hides stay hidden when its pattern is changed, NaN included",
          "[swap][trace]") {
  Layer layer;
  for (const std::size_t g : {0U, 1U}) layer.v[(g * kTokens + 4) * kWidth] = std::numeric_limits<float>::quiet_NaN();
  for (const char* mechanism : kMechanisms) {
    INFO(mechanism);
    Nudge nudge;
    nudge.by = 0.5F;
    const std::vector<float> y = layer.run(mechanism, &nudge);
    for (std::size_t n = 0; n < kHeads; ++n)
      for (std::size_t i = 0; i < kTokens; ++i)
        CHECK(std::isnan(y[(n * kTokens + i) * kWidth]) == (i == 4));  // key 4 is seen by query 4 alone
  }
}
