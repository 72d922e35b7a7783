// Hooks: free when unused, and whatever is written at one is what the model goes on with.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <functional>
#include <set>

#include "model/model.hpp"
#include "support/tiny_models.hpp"
#include "support/worst.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;
const Ids kText = {1, 5, 9, 2, 22, 0, 9};

struct Watcher : Hooks {
  std::function<bool(HookPoint, std::size_t)> chosen = [](HookPoint, std::size_t) { return true; };
  std::function<void(HookPoint, std::size_t, std::span<float>)> act = [](HookPoint, std::size_t, std::span<float>) {};
  [[nodiscard]] bool wants(HookPoint point, std::size_t block) const override { return chosen(point, block); }
  void at(HookPoint point, std::size_t block, std::initializer_list<std::size_t> shape,
          std::span<float> data) override {
    std::size_t size = 1;
    for (const std::size_t n : shape) size *= n;
    REQUIRE(size == data.size());
    act(point, block, data);
  }
};

std::vector<float> run(const Model& model, const Ids& ids, Hooks* hooks = nullptr) {
  KvCache cache = model.make_cache();
  return model.forward(ids, cache, LogitRows::kAll, hooks);
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  float worst = 0;
  for (std::size_t n = 0; n < a.size(); ++n) worst = testing::worse(worst, std::fabs(a[n] - b[n]));
  return worst;
}

std::vector<Model> both() {
  std::vector<Model> models;
  for (const Checkpoint& checkpoint : {tiny_llama(), tiny_gpt2()}) {
    models.push_back(Model::load(checkpoint.config, checkpoint.weights));
  }
  return models;
}

/// The data that each hook saw, by name.
std::vector<std::pair<std::string, std::vector<float>>> seen(const Model& model, const Ids& ids) {
  std::vector<std::pair<std::string, std::vector<float>>> all;
  Watcher watcher;
  watcher.act = [&](HookPoint point, std::size_t block, std::span<float> data) {
    all.emplace_back(hook_name(point, block), std::vector<float>(data.begin(), data.end()));
  };
  run(model, ids, &watcher);
  return all;
}

}  // namespace

TEST_CASE("hooks that want nothing are never called and change no bit") {
  for (const Model& model : both()) {
    Watcher watcher;
    watcher.chosen = [](HookPoint, std::size_t) { return false; };
    watcher.act = [](HookPoint, std::size_t, std::span<float>) { FAIL("called"); };
    CHECK(run(model, kText, &watcher) == run(model, kText));
  }
}

TEST_CASE("watching everything changes no bit of the logits") {
  for (const Model& model : both()) {
    Watcher watcher;
    CHECK(run(model, kText, &watcher) == run(model, kText));
  }
}

TEST_CASE("every hook fires once, in order, under its own name") {
  for (const Model& model : both()) {
    const bool llama = model.config().family == "llama";
    std::set<std::string> names;
    std::size_t count = 0;
    for (const auto& [name, data] : seen(model, kText)) {
      names.insert(name);
      ++count;
    }
    CHECK(names.size() == count);
    CHECK(count == (llama ? 1 + 2 * 21 + 2 : 2 + 2 * 18 + 2));
    CHECK(names.contains("hook_pos_embed") == !llama);
    CHECK(names.contains("blocks.1.attn.hook_rot_k") == llama);
    CHECK(names.contains("blocks.0.mlp.hook_pre_linear") == llama);
  }
}

TEST_CASE("a change at any single hook reaches the logits") {
  for (const Model& model : both()) {
    const std::vector<float> plain = run(model, kText);
    for (const auto& [name, data] : seen(model, kText)) {
      INFO(name);
      Watcher watcher;
      watcher.chosen = [&, wanted = name](HookPoint point, std::size_t block) {
        return hook_name(point, block) == wanted;
      };
      watcher.act = [](HookPoint, std::size_t, std::span<float> values) {
        // Uneven, so that softmax and norms cannot cancel it; -inf scores stay -inf.
        for (std::size_t n = 0; n < values.size(); ++n) values[n] = values[n] * 0.5F + 0.1F * static_cast<float>(n % 3);
      };
      CHECK(largest_difference(run(model, kText, &watcher), plain) > 1e-3F);
    }
  }
}

TEST_CASE("the residual stream of another text, put in anywhere, gives the other text's logits") {
  const Ids other = {4, 4, 17, 8, 3, 21, 6};
  for (const Model& model : both()) {
    const std::vector<float> expected = run(model, other);
    for (const auto& [name, data] : seen(model, other)) {
      if (!name.ends_with("hook_resid_pre") && !name.ends_with("hook_resid_mid") &&
          !name.ends_with("hook_resid_post")) {
        continue;
      }
      INFO(name);
      Watcher watcher;
      watcher.chosen = [&, wanted = name](HookPoint point, std::size_t block) {
        return hook_name(point, block) == wanted;
      };
      watcher.act = [&, &from = data](HookPoint, std::size_t, std::span<float> values) {
        std::copy(from.begin(), from.end(), values.begin());
      };
      CHECK(largest_difference(run(model, kText, &watcher), expected) < 2e-5F);
    }
  }
}

TEST_CASE("changed scores pass through the softmax before the pattern is seen") {
  for (const Model& model : both()) {
    Watcher watcher;
    watcher.chosen = [](HookPoint point, std::size_t block) {
      return block == 0 && (point == HookPoint::kAttnScores || point == HookPoint::kPattern);
    };
    std::vector<float> pattern;
    watcher.act = [&](HookPoint point, std::size_t, std::span<float> values) {
      if (point == HookPoint::kPattern) pattern.assign(values.begin(), values.end());
      if (point == HookPoint::kAttnScores) std::fill(values.begin(), values.end(), 0.0F);
    };
    run(model, kText, &watcher);
    REQUIRE_FALSE(pattern.empty());
    for (const float weight : pattern) CHECK(std::fabs(weight - 1.0F / 7) < 1e-6F);
  }
}

TEST_CASE("heads' parts of another text, put in, sum to the other text's attention output") {
  const Ids other = {4, 4, 17, 8, 3, 21, 6};
  for (const Model& model : both()) {
    std::vector<float> parts, expected, actual;
    for (const auto& [name, data] : seen(model, other)) {
      if (name == "blocks.0.attn.hook_result") parts = data;
      if (name == "blocks.0.hook_attn_out") expected = data;
    }
    Watcher watcher;
    watcher.chosen = [](HookPoint point, std::size_t block) {
      return block == 0 && (point == HookPoint::kResult || point == HookPoint::kAttnOut);
    };
    watcher.act = [&](HookPoint point, std::size_t, std::span<float> values) {
      if (point == HookPoint::kResult) std::copy(parts.begin(), parts.end(), values.begin());
      if (point == HookPoint::kAttnOut) actual.assign(values.begin(), values.end());
    };
    run(model, kText, &watcher);
    CHECK(largest_difference(actual, expected) < 2e-5F);
  }
}
