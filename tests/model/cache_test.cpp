// The cache: prefill, decode and every split of a text agree, and failures leave it as it was.
#include <catch2/catch_test_macros.hpp>

#include <cmath>

#include "model/model.hpp"
#include "support/errors.hpp"
#include "support/tiny_models.hpp"
#include "support/worst.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;

Model load(const Checkpoint& checkpoint) { return Model::load(checkpoint.config, checkpoint.weights); }

/// Splits change the order of sums only; logits here are of the order of 1 to 10.
constexpr float kTolerance = 2e-5F;

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  float worst = 0;
  for (std::size_t n = 0; n < a.size(); ++n) worst = testing::worse(worst, std::fabs(a[n] - b[n]));
  return worst;
}

std::vector<float> run(const Model& model, const Ids& ids, KvCache& cache) {
  return model.forward(ids, cache, LogitRows::kAll);
}

const Ids kText = {1, 5, 9, 2, 22, 0, 9, 13, 4, 4, 17, 8, 3, 21, 6, 7, 1};  // 17: past the cache's first room

}  // namespace

TEST_CASE("every split of a text in two gives the logits of the whole") {
  for (const Checkpoint& checkpoint : {tiny_llama(), tiny_gpt2()}) {
    const Model model = load(checkpoint);
    KvCache whole_cache = model.make_cache();
    const std::vector<float> whole = run(model, kText, whole_cache);
    for (std::size_t split = 1; split < kText.size(); ++split) {
      INFO("split at " << split);
      KvCache cache = model.make_cache();
      const auto middle = kText.begin() + static_cast<std::ptrdiff_t>(split);
      std::vector<float> parts = run(model, {kText.begin(), middle}, cache);
      const std::vector<float> rest = run(model, {middle, kText.end()}, cache);
      parts.insert(parts.end(), rest.begin(), rest.end());
      CHECK(largest_difference(parts, whole) < kTolerance);
    }
  }
}

TEST_CASE("one token at a time gives the logits of the whole") {
  for (const Checkpoint& checkpoint : {tiny_llama(), tiny_gpt2()}) {
    const Model model = load(checkpoint);
    KvCache whole_cache = model.make_cache();
    KvCache cache = model.make_cache();
    std::vector<float> rows;
    for (const std::int32_t id : kText) {
      const std::vector<float> row = run(model, {id}, cache);
      rows.insert(rows.end(), row.begin(), row.end());
    }
    CHECK(cache.length() == kText.size());
    CHECK(largest_difference(rows, run(model, kText, whole_cache)) < kTolerance);
  }
}

TEST_CASE("a truncated cache goes on as if the rest had never been read") {
  const Model model = load(tiny_llama());
  KvCache cache = model.make_cache();
  run(model, {1, 5, 9, 2, 7, 7, 7}, cache);
  cache.truncate(4);
  KvCache fresh = model.make_cache();
  run(model, {1, 5, 9, 2}, fresh);
  CHECK(largest_difference(run(model, {3, 8}, cache), run(model, {3, 8}, fresh)) < kTolerance);
  CHECK(cache.length() == 6);
}

TEST_CASE("a copied cache forks a text") {
  const Model model = load(tiny_gpt2());
  KvCache cache = model.make_cache();
  run(model, {1, 5, 9}, cache);
  KvCache fork = cache;
  const std::vector<float> one = run(model, {2}, cache);
  const std::vector<float> other = run(model, {3}, fork);
  CHECK(largest_difference(one, other) > 0.01F);
  fork.truncate(3);
  CHECK(run(model, {2}, fork) == one);
}

TEST_CASE("the rows of logits asked for are the rows given") {
  const Model model = load(tiny_llama());
  const std::size_t vocab = model.config().vocab;
  KvCache a = model.make_cache(), b = model.make_cache(), c = model.make_cache();
  const std::vector<float> all = model.forward(kText, a, LogitRows::kAll);
  const std::vector<float> last = model.forward(kText, b, LogitRows::kLast);
  CHECK(all.size() == kText.size() * vocab);
  REQUIRE(last.size() == vocab);
  CHECK(largest_difference(last, {all.end() - static_cast<std::ptrdiff_t>(vocab), all.end()}) < kTolerance);
  CHECK(model.forward(kText, c, LogitRows::kNone).empty());
  CHECK(c.length() == kText.size());
}

TEST_CASE("more tokens than positions is an error that says how many fit, and costs nothing") {
  const Model model = load(tiny_gpt2());  // 17 positions
  KvCache cache = model.make_cache();
  run(model, Ids(15, 3), cache);
  ATTN_CHECK_ERROR([&] { run(model, {1, 2, 3}, cache); }, ErrorCode::kContextFull, "18", "17", "shorten");
  CHECK(cache.length() == 15);
  CHECK_NOTHROW(run(model, {1, 2}, cache));
  ATTN_CHECK_ERROR([&] { run(model, {1}, cache); }, ErrorCode::kContextFull, "18", "17");
  ATTN_CHECK_ERROR([&] { run(model, Ids(1000000, 1), cache); }, ErrorCode::kContextFull, "1000017");
}

TEST_CASE("ids outside the vocabulary, no ids, and a cache of another model are refused") {
  const Model model = load(tiny_llama());
  KvCache cache = model.make_cache();
  ATTN_CHECK_ERROR([&] { run(model, {1, 29}, cache); }, ErrorCode::kBadArgument, "29", "position 1", "0 to 28");
  ATTN_CHECK_ERROR([&] { run(model, {-1}, cache); }, ErrorCode::kBadArgument, "-1");
  ATTN_CHECK_ERROR([&] { run(model, {}, cache); }, ErrorCode::kBadArgument, "no token");
  KvCache foreign = load(tiny_gpt2()).make_cache();
  ATTN_CHECK_ERROR([&] { run(model, {1}, foreign); }, ErrorCode::kBadArgument, "another model");
  CHECK(cache.length() == 0);
}

TEST_CASE("a hook that throws leaves the cache as it was") {
  struct Thrower : Hooks {
    [[nodiscard]] bool wants(HookPoint point, std::size_t block) const override {
      return point == HookPoint::kMlpPost && block == 1;
    }
    void at(HookPoint, std::size_t, std::initializer_list<std::size_t>, std::span<float>) override {
      throw Error(ErrorCode::kBadArgument, "stop");
    }
  } thrower;
  const Model model = load(tiny_llama());
  KvCache cache = model.make_cache();
  run(model, {1, 5, 9}, cache);
  CHECK_THROWS(model.forward(Ids{4, 4}, cache, LogitRows::kLast, &thrower));
  CHECK(cache.length() == 3);
  KvCache fresh = model.make_cache();
  run(model, {1, 5, 9}, fresh);
  CHECK(run(model, {2}, cache) == run(model, {2}, fresh));
}

TEST_CASE("the cache grows as needed, counts its bytes, and refuses what does not fit") {
  KvCache cache(2, 3, 5, 100);
  CHECK(cache.bytes() == 0);
  cache.reserve(1);
  CHECK(cache.bytes() == 2 * 2 * 3 * 16 * 5 * sizeof(float));
  cache.reserve(100);
  CHECK(cache.bytes() == 2 * 2 * 3 * 100 * 5 * sizeof(float));
  ATTN_CHECK_ERROR([&] { cache.reserve(101); }, ErrorCode::kContextFull, "100", "101");
  ATTN_CHECK_ERROR([&] { cache.truncate(1); }, ErrorCode::kBadArgument, "cannot keep 1");
  KvCache absurd(1, std::size_t{1} << 20U, std::size_t{1} << 20U, std::size_t{1} << 24U);
  ATTN_CHECK_ERROR([&] { absurd.reserve(std::size_t{1} << 24U); }, ErrorCode::kOutOfMemory, "MB", "cache");
}
