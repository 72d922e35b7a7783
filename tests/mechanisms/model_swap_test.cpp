// A mechanism in the place of a model's attention: the same where it is the same, in a cache as in one pass, and seen
// and changed through the hooks.
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "inspect/trace.hpp"
#include "mechanisms/model_swap.hpp"
#include "model/model.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

const std::vector<std::int32_t> kIds{1, 5, 9, 13, 2, 7, 21, 4, 11};

Model load(const testing::Checkpoint& checkpoint) { return Model::load(checkpoint.config, checkpoint.weights); }

std::vector<float> logits_of(const Model& model, const std::string& swap, Hooks* hooks = nullptr) {
  KvCache cache = model.make_cache();
  if (swap.empty()) return model.forward(kIds, cache, LogitRows::kLast, hooks);
  const ModelSwap other(parse_json(swap), "attention", model.config(), kIds.size());
  return model.forward(kIds, cache, LogitRows::kLast, hooks, &other);
}

double apart(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    REQUIRE(std::isfinite(a[n]));
    most = testing::worse(most, std::fabs(static_cast<double>(a[n]) - static_cast<double>(b[n])));
  }
  return most;
}

std::string everywhere(const std::string& mechanism) {
  return R"([{"layers": "all", "mechanism": )" + mechanism + "}]";
}

// Logits of these models are of order 1; the executors agree to 1e-6 a layer.
constexpr double kSame = 2e-5;
constexpr double kOther = 1e-3;

}  // namespace

TEST_CASE("the model's own mechanism in its own place changes nothing", "[swap]") {
  for (const auto& checkpoint : {testing::tiny_llama(), testing::tiny_gpt2()}) {
    const Model model = load(checkpoint);
    const std::vector<float> plain = logits_of(model, "");
    for (const char* executor : {"reference", "flash", "sparse"}) {
      INFO(executor);
      CHECK(apart(logits_of(model, everywhere(R"({"mask": "causal", "executor": ")" + std::string(executor) + "\"}")),
                  plain) < kSame);
    }
  }
  const Model llama = load(testing::tiny_llama());
  CHECK(apart(logits_of(llama, everywhere(R"({"mask": "causal", "position": "rotary_half"})")), logits_of(llama, "")) <
        kSame);
}

TEST_CASE("every kind of mechanism goes into a model and changes what it says", "[swap]") {
  const Model model = load(testing::tiny_llama());
  const std::vector<float> plain = logits_of(model, "");
  for (const char* mechanism :
       {R"({"score": "additive", "mask": "causal"})", R"({"mask": {"id": "local", "window": 2}, "executor": "sparse"})",
        R"({"mask": "causal", "bias": "alibi"})", R"({"mask": "causal", "kv_heads": 1})",
        R"({"mask": "causal", "position": "none"})", R"({"operator": "linear_attention", "mask": "causal"})",
        R"({"operator": "selective_scan", "mask": "causal"})", R"({"mask": "causal", "softcap": 0.5})"}) {
    INFO(mechanism);
    const double all = apart(logits_of(model, everywhere(mechanism)), plain);
    CHECK(all > kOther);
    const double one =
        apart(logits_of(model, R"([{"layers": [1], "mechanism": )" + std::string(mechanism) + "}]"), plain);
    CHECK(one > kOther);
    CHECK(one != all);
  }
}

TEST_CASE("token by token through a cache is what one pass gives, for every mechanism", "[swap]") {
  const Model model = load(testing::tiny_llama());
  for (const char* mechanism :
       {R"({"mask": {"id": "local", "window": 3}})", R"({"mask": "strided", "executor": "sparse"})",
        R"({"mask": "fixed"})",
        R"({"mask": {"all": ["causal", {"any": [{"id": "local", "window": 2}, {"id": "global", "count": 1},
                                                {"id": "random", "size": 2, "keys": 1}]}]}})",
        R"({"mask": "causal", "position": {"id": "learned", "spread": 1}})",
        R"({"mask": "causal", "bias": "alibi", "executor": "flash"})", R"({"mask": "causal", "kv_heads": 1})",
        R"({"mask": "causal", "position": "rotary_interleaved"})",
        R"({"operator": "linear_attention", "mask": "causal"})",
        R"({"operator": "selective_scan", "mask": "causal"})"}) {
    INFO(mechanism);
    const std::string swap = everywhere(mechanism);
    const auto last_of = [&](std::size_t tokens) {
      const ModelSwap other(parse_json(swap), "attention", model.config(), tokens);
      KvCache cache = model.make_cache();
      std::vector<float> last;
      for (const std::int32_t id : kIds)
        last = model.forward(std::span(&id, 1), cache, LogitRows::kLast, nullptr, &other);
      return last;
    };
    CHECK(apart(last_of(kIds.size()), logits_of(model, swap)) < kSame);
    // Without a length, the stride would change from token to token.
    if (std::string(mechanism).find("fixed") != std::string::npos)
      CHECK(apart(last_of(0), logits_of(model, swap)) > kOther);
  }
}

TEST_CASE("positions of a swap are made with it: what is wrong with them is said there", "[swap]") {
  const Model model = load(testing::tiny_llama());
  const auto make = [&](const char* position) {
    const ModelSwap swap(parse_json(everywhere(R"({"mask": "causal", "position": )" + std::string(position) + "}")),
                         "attention", model.config(), 9);
  };
  ATTN_CHECK_ERROR([&] { make(R"("rope")"); }, ErrorCode::kUnknownId, "unknown position: rope");
  ATTN_CHECK_ERROR([&] { make(R"({"id": "learned", "table": [[1, 2, 3, 4, 5, 6]]})"); }, ErrorCode::kBadArgument,
                   "has 1 rows", "positions need one each");
}

TEST_CASE("documents and sentences are known by their segments; later tokens belong to the last", "[swap]") {
  const Model model = load(testing::tiny_llama());
  const auto with = [&](const std::string& segments) {
    return logits_of(
        model,
        R"([{"layers": "all", "mechanism": {"mask": {"all": ["causal", "document"]}}, "segments": )" + segments + "}]");
  };
  CHECK(apart(with("[0, 0, 0, 0, 0, 0, 0, 0, 0]"), logits_of(model, "")) < kSame);
  CHECK(apart(with("[0, 0, 0, 0, 1, 1, 1, 1, 1]"), with("[0, 0, 0, 0, 1]")) == 0);
  CHECK(apart(with("[0, 0, 0, 0, 1]"), logits_of(model, "")) > kOther);
  CHECK(apart(logits_of(model, R"([{"layers": "all", "mechanism": {"operator": "hierarchical", "mask": "causal"},
    "segments": [0, 0, 0, 0, 1]}])"),
              logits_of(model, "")) > kOther);
}

TEST_CASE("the pattern of a swapped layer is seen, and what is written there is used", "[swap][trace]") {
  const Model model = load(testing::tiny_llama());
  const std::string swap = everywhere(R"({"mask": {"id": "local", "window": 2}})");
  Inspector look({"blocks.1.attn.hook_pattern", "blocks.1.attn.hook_z"}, {}, model.config());
  const std::vector<float> plain = logits_of(model, swap, &look);
  CHECK(apart(plain, logits_of(model, swap)) == 0);
  const TracedTensor* pattern = look.find("blocks.1.attn.hook_pattern");
  REQUIRE(pattern != nullptr);
  CHECK(pattern->shape == std::vector<std::size_t>{4, 9, 9});
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 9; ++j) CHECK((pattern->data[i * 9 + j] > 0) == (j <= i && i - j < 2));

  Intervention mute{
      .kind = Intervention::Kind::kZero, .target = InterventionTarget::kPattern, .layer = 1, .head = 2, .values = {}};
  Inspector muted({"blocks.1.attn.hook_z"}, {mute}, model.config());
  CHECK(apart(logits_of(model, swap, &muted), plain) > kOther);
  const TracedTensor* z = muted.find("blocks.1.attn.hook_z");
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t e = 0; e < 6; ++e) {
      CHECK(z->data[(i * 4 + 2) * 6 + e] == 0);
      CHECK(std::fabs(z->data[(i * 4 + 1) * 6 + e] - look.find("blocks.1.attn.hook_z")->data[(i * 4 + 1) * 6 + e]) <
            1e-6F);
    }
}

TEST_CASE("a swap that makes no sense is refused by name", "[swap]") {
  const Model model = load(testing::tiny_llama());
  ATTN_CHECK_ERROR([&] { logits_of(model, R"([{"layers": [2], "mechanism": {}}])"); }, ErrorCode::kBadArgument,
                   "layer 2", "0 to 1");
  ATTN_CHECK_ERROR([&] { logits_of(model, R"([{"layers": "some", "mechanism": {}}])"); }, ErrorCode::kBadFile, "some");
  ATTN_CHECK_ERROR([&] { logits_of(model, R"([{"layers": "all"}])"); }, ErrorCode::kBadFile, "mechanism");
  ATTN_CHECK_ERROR([&] { logits_of(model, everywhere(R"({"mask": "document"})")); }, ErrorCode::kBadArgument,
                   "segments");
  ATTN_CHECK_ERROR([&] { logits_of(model, everywhere(R"({"operator": "selective_scan"})")); }, ErrorCode::kUnsupported,
                   "causal");
  ATTN_CHECK_ERROR([&] { logits_of(model, everywhere(R"({"mask": "causal", "kv_heads": 4})")); },
                   ErrorCode::kBadArgument, "2 key/value heads");
  ATTN_CHECK_ERROR([&] { logits_of(model, R"([{"layers": "all", "mechanism": {}, "layer": 1}])"); },
                   ErrorCode::kBadFile, "layer");
}
