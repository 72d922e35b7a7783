// The cost model against what executors count while they work: every number, exactly.
#include "attention/cost.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "problems.hpp"
#include "space.hpp"

using namespace attention_test;
using attn::Executor;
using attn::Work;

namespace {

void check_equal(const Work& counted, const Work& predicted) {
  CHECK(counted.pairs == predicted.pairs);
  CHECK(counted.scores == predicted.scores);
  CHECK(counted.multiply_adds == predicted.multiply_adds);
  CHECK(counted.bytes_moved == predicted.bytes_moved);
  CHECK(counted.peak_bytes == predicted.peak_bytes);
  REQUIRE(counted.pairs == predicted.pairs);  // one failure is enough
}

/// t queries and keys in one head of width 8.
Work work_of(const attn::ItemSpec& mask, Executor executor, std::size_t t, std::size_t tile = 64) {
  Point point{.t_q = t, .t_k = t, .tile_queries = tile, .tile_keys = tile};
  point.masks = {mask};
  Scene scene(point, 1);
  scene.problem.executor = executor;
  return attn::predicted_work(scene.problem);
}

}  // namespace

TEST_CASE("the cost model says exactly what every executor counts, over the whole space", "[attention][cost]") {
  reference::Random random(4141);
  std::size_t count = 0;
  for (const auto& [t_q, t_k] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {9, 9}, {5, 70}, {67, 66}, {130, 65}, {1, 200}})
    for (const attn::ItemSpec& score : all_scores(7, random)) {
      std::vector<attn::ItemSpec> masks = all_masks(t_q, t_k, random);
      masks.insert(masks.begin(), attn::ItemSpec());  // none
      for (const attn::ItemSpec& mask : masks) {
        Point point{.batch = 1 + count % 2, .h = 2, .g = 1 + count % 2, .t_q = t_q, .t_k = t_k, .d = 7, .d_v = 5};
        point.offset = static_cast<std::ptrdiff_t>(t_k) - static_cast<std::ptrdiff_t>(t_q);
        constexpr std::size_t kTiles[][2] = {{64, 64}, {3, 5}, {1, 1}, {64, 7}, {16, 64}};
        point.tile_queries = kTiles[count % 5][0], point.tile_keys = kTiles[count % 5][1];
        point.score = score;
        if (!mask.id.empty()) point.masks = {mask};
        if (count % 3 == 0) point.biases = {"alibi"};
        Scene scene(point, 4141 + count);
        // What the numbers are makes no difference: a NaN takes executors another way.
        if (count % 4 == 0) scene.oracle.v[count % scene.oracle.v.size()] = NAN;
        for (const Executor executor : kExecutors) {
          Work counted;
          scene.run(executor, &counted);
          INFO(point.name() << ", executor " << static_cast<int>(executor));
          check_equal(counted, attn::predicted_work(scene.problem));
        }
        ++count;
      }
    }
  CHECK(count > 1000);
}

TEST_CASE("multiply-adds of a score are those of its formula, counted by hand", "[attention][cost]") {
  // 3 queries, 5 keys, width 4; tensors of additive are [6, 4], [6, 4] and [6]. A pair is a query and a key.
  const auto of = [](const attn::ItemSpec& spec) {
    return attn::score_multiply_adds(attn::make_score(spec, {4}), 3, 5, 4);
  };
  const auto ones = [](std::size_t count) { return std::vector<float>(count, 1.0F); };
  CHECK(of("dot") == 60);         // 15 pairs of 4
  CHECK(of("scaled_dot") == 60);  // the scale is no multiply-add of the product
  CHECK(of("general") == 60);     // without W the dot product
  CHECK(of({"general", {}, {{"w", {4, 4}, ones(16)}}}) == 60 + 48);  // and q^T W: 3 queries of 4 x 4
  CHECK(of("cosine") == 60 + 32);                                    // and the lengths of 8 rows of 4
  CHECK(of("additive") == 60);                                       // 15 pairs, v^T of 4
  CHECK(of({"additive", {}, {{"w", {6, 4}, ones(24)}, {"u", {6, 4}, ones(24)}, {"v", {6}, ones(6)}}}) ==
        90 + 72 + 120);  // 15 pairs, v^T of 6; W q of 3 queries and U k of 5 keys, each 6 x 4
}

TEST_CASE("every score takes multiply-adds, and more of them for more queries, keys and width", "[attention][cost]") {
  for (const attn::ItemInfo& info : attn::score_infos()) {
    INFO(info.id);
    const auto of = [&](std::size_t rows, std::size_t cols, std::size_t d) {
      return attn::score_multiply_adds(attn::make_score(info.id, {d}), rows, cols, d);
    };
    CHECK(of(1, 1, 1) > 0);
    for (const std::size_t n : {1, 7, 64}) {
      CHECK(of(n + 1, n, n) > of(n, n, n));
      CHECK(of(n, n + 1, n) > of(n, n, n));
      CHECK(of(n, n, n + 1) > of(n, n, n));
    }
  }
}

TEST_CASE("bias arrays, no tokens and observers are costed too", "[attention][cost]") {
  class Idle : public attn::ScoreObserver {
    void on_scores(std::size_t, std::size_t, std::span<float>) override {}
    void on_pattern(std::size_t, std::size_t, std::span<float>) override {}
  } idle;
  for (const auto bias : {Setup::Bias::kNone, Setup::Bias::kOverRows})
    for (const auto& [t_q, t_k] : {std::pair<std::size_t, std::size_t>{0, 5}, {5, 0}, {70, 66}})
      for (const std::size_t batch : {0, 1, 3}) {
        Twin twin({.batch = batch, .h = 3, .g = 1, .t_q = t_q, .t_k = t_k, .mask = {.padding = true}, .bias = bias}, 3);
        for (const Executor executor : kExecutors)
          for (const bool observed : {false, true}) {
            if (observed && executor != Executor::kReference) continue;
            Work counted;
            twin.problem.work = &counted;
            twin.problem.observer = observed ? &idle : nullptr;
            twin.run(executor);
            INFO("t_q " << t_q << ", t_k " << t_k << ", batch " << batch << ", executor "
                        << static_cast<int>(executor));
            check_equal(counted, attn::predicted_work(twin.problem));
          }
      }
}

TEST_CASE("work is what the papers say it is", "[attention][cost]") {
  const std::size_t t = 512, d = 8;
  const Work plain = work_of("full", Executor::kReference, t);
  CHECK(plain.pairs == t * t);
  CHECK(plain.scores == t * t);
  CHECK(plain.multiply_adds == 2 * t * t * d);
  CHECK(plain.bytes_moved == 4 * (4 * t * d + 4 * t * t));
  CHECK(plain.peak_bytes >= 4 * t * t);

  const Work flash = work_of("full", Executor::kFlash, t);
  CHECK(flash.multiply_adds == plain.multiply_adds);
  CHECK(flash.bytes_moved == 4 * (2 * t * d + t / 64 * 2 * t * d));  // keys and values once for each tile of queries
  CHECK(flash.peak_bytes < plain.peak_bytes / 20);

  CHECK(work_of("causal", Executor::kReference, t).scores == t * t);
  CHECK(work_of("causal", Executor::kFlash, t).scores == 64 * 64 * 36);  // 8 x 8 tiles, 28 of them empty
  CHECK(work_of("causal", Executor::kFlash, t).pairs == t * (t + 1) / 2);
  CHECK(work_of("causal", Executor::kFlash, t, 1).scores == t * (t + 1) / 2);
}

TEST_CASE("sparse work follows the mask: n for a window, n sqrt(n) for strided, n^2 for flash", "[attention][cost]") {
  const auto growth = [](const attn::ItemSpec& mask, Executor executor) {
    const auto small = static_cast<double>(work_of(mask, executor, 1024).scores);
    return std::log2(static_cast<double>(work_of(mask, executor, 4096).scores) / small) / 2;
  };
  const attn::ItemSpec local{"local", {{"window", 64}}};
  CHECK(std::fabs(growth(local, Executor::kSparse) - 1) < 0.05);
  CHECK(std::fabs(growth("strided", Executor::kSparse) - 1.5) < 0.1);
  CHECK(growth("strided", Executor::kFlash) > 1.9);
  CHECK(std::fabs(growth("causal", Executor::kFlash) - 2) < 0.05);
  // Thin patterns cost what they hold, not what their tiles hold.
  const Work dilated = work_of({"dilated", {{"window", 32}, {"dilation", 16}}}, Executor::kSparse, 1024);
  CHECK(dilated.scores == dilated.pairs);
}

TEST_CASE("a cache grows by a key and a value for each key/value head", "[attention][cost]") {
  CHECK(attn::kv_cache_bytes_per_token(8, 128, 128, 2) == 4096);  // Llama 3 8B, a layer in half precision
  CHECK(attn::kv_cache_bytes_per_token(1, 64, 32, 4) == 384);
}
