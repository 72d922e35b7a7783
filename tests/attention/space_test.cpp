// Every score with every bias with every mask, over sizes, heads, tiles and executors: against double precision, and
// at the edges where numbers are not numbers. The registries say what there is; see problems.hpp for masks and biases
// that come as arrays.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "problems.hpp"
#include "space.hpp"

using namespace attention_test;
using attn::Executor;
using attn::ItemSpec;

namespace {

constexpr std::uint64_t kSeed = 777;

struct Sizes {
  std::size_t batch, h, g, t_q, t_k, d, d_v;
  std::ptrdiff_t offset;
};
// Tails around the lanes (4, 8, 16) and the tiles; more queries than keys and fewer, queries before the first key and
// past the last; h / g = 1, 2, 3, 4.
constexpr Sizes kSizes[] = {
    {1, 2, 2, 9, 9, 4, 5, 0},      {2, 4, 2, 5, 17, 8, 8, 12},      {1, 3, 1, 33, 31, 7, 9, 0},
    {1, 1, 1, 16, 15, 17, 16, -3}, {1, 4, 1, 1, 40, 16, 16, 39},    {1, 2, 1, 67, 66, 5, 3, 0},
    {3, 1, 1, 7, 8, 1, 1, 4},      {1, 1, 1, 30, 130, 12, 33, 100}, {1, 2, 2, 12, 3, 9, 15, -9},
};
constexpr std::size_t kTiles[][2] = {{64, 64}, {3, 5}, {1, 1}, {7, 64}, {64, 2}, {16, 16}, {2, 33}};

/// All that there is for one of kSizes.
struct Items {
  std::vector<ItemSpec> scores, biases, masks;
  Items(const Sizes& s, reference::Random& random)
      : scores(all_scores(s.d, random)), biases(all_biases(s.h, random)), masks(all_masks(s.t_q, s.t_k, random)) {}
};

Point point_of(const Sizes& s, std::size_t tile) {
  Point point{s.batch, s.h, s.g, s.t_q, s.t_k, s.d, s.d_v, s.offset, kTiles[tile % 7][0], kTiles[tile % 7][1]};
  point.spread = static_cast<float>(std::pow(static_cast<double>(s.d), -0.25));  // q . k of order 1
  return point;
}

/// f(point, seed) for every score x (no bias, every bias, two) x (no mask, every mask, two): each once, at sizes, tiles
/// and softcaps that take turns.
template <class F>
void whole_space(F&& f) {
  reference::Random random(kSeed);
  std::vector<Items> items;
  for (const Sizes& sizes : kSizes) items.emplace_back(sizes, random);
  const std::size_t scores = items[0].scores.size(), biases = items[0].biases.size(), masks = items[0].masks.size();
  std::size_t turn = 0;
  for (std::size_t score = 0; score < scores; ++score)
    for (std::size_t bias = 0; bias <= biases + 1; ++bias)
      for (std::size_t mask = 0; mask <= masks; ++mask, ++turn) {
        const std::size_t size = turn % std::size(kSizes);
        const Items& have = items[size];
        Point point = point_of(kSizes[size], turn / 3);
        point.score = have.scores[score];
        if (bias < biases) point.biases.push_back(have.biases[bias]);
        if (bias == biases) point.biases = {have.biases[turn % biases], have.biases[turn / 2 % biases]};
        if (mask < masks) point.masks.push_back(have.masks[mask]);
        if (turn % 4 == 1) point.masks.push_back(have.masks[turn / 4 % masks]);
        point.join = turn % 8 == 1 ? attn::MaskSet::Join::kAny : attn::MaskSet::Join::kAll;
        point.softcap = turn % 5 == 2 ? 2.5F : 0;
        f(point, kSeed + turn);
      }
}

std::vector<double> widened(const std::vector<float>& x) { return {x.begin(), x.end()}; }

/// Whether the oracle lets head n's query i see key j.
bool sees(const reference::Attention& in, std::size_t b, std::size_t n, std::size_t i, std::size_t j) {
  if (!in.allowed.empty() && in.allowed[(b * in.t_q + i) * in.t_k + j] == 0) return false;
  return !in.added || !std::isinf(in.added(n, i, j));
}

}  // namespace

// Scores of additive with random v are up to about 10, biases up to 155: exact to 1e-5, and so are the weights relative
// to themselves; y is a mean of values of order 1. Measured below.
TEST_CASE("every score with every bias under every mask: executors agree with double precision and each other",
          "[attention][space]") {
  constexpr double kTolerance = 2e-5;
  double worst[4] = {};
  // Items added later may come without an oracle; of these every point has one.
  constexpr std::string_view kKnown[] = {"additive",   "cosine", "dot",         "general",
                                         "scaled_dot", "alibi",  "t5_relative", "adaptive_span"};
  const auto known = [&](const ItemSpec& item) {
    return std::find(kKnown, std::end(kKnown), item.id) != std::end(kKnown);
  };
  std::size_t count = 0, unjudged = 0;
  whole_space([&](const Point& point, std::uint64_t seed) {
    Scene scene(point, seed);
    INFO(point.name() << ", seed " << seed);
    std::vector<float> y[3];
    for (const Executor executor : kExecutors) y[static_cast<std::size_t>(executor)] = scene.run(executor).y;
    if (scene.judged) {
      const std::vector<double> want = reference::attention(scene.oracle).y;
      for (std::size_t n = 0; n < 3; ++n) {
        const double error = worst_error(y[n], want);
        INFO("executor " << n);
        REQUIRE(error <= kTolerance);
        worst[n] = std::max(worst[n], error);
      }
    }
    for (std::size_t n = 1; n < 3; ++n) {
      const double apart = worst_error(y[n], widened(y[0]));
      REQUIRE(apart <= kTolerance);
      worst[3] = std::max(worst[3], apart);
    }
    REQUIRE(scene.judged >= (known(point.score) && std::all_of(point.biases.begin(), point.biases.end(), known)));
    unjudged += !scene.judged;
    ++count;
  });
  std::printf(
      "\n%zu points of the space: error of reference %.1e, of flash %.1e, of sparse %.1e, between them %.1e "
      "(bound %.0e); %zu whose items have no oracle\n",
      count, worst[0], worst[1], worst[2], worst[3], kTolerance, unjudged);
  CHECK(count > 1800);
}

TEST_CASE("every point's weights sum to 1 or, where nothing is seen, to 0, and masked ones are exactly 0",
          "[attention][space]") {
  std::size_t masked = 0, blind = 0;
  whole_space([&](Point point, std::uint64_t seed) {
    if (seed % 7 != 0 || point.t_k > 70) return;  // 7 and 11: whatever else takes turns, all of it comes by
    point.d_v = point.t_k;
    Scene scene(point, seed);
    if (!scene.judged) return;
    reference::Attention& in = scene.oracle;
    // With the identity for values y is the pattern, of executors that never hold one too.
    for (std::size_t n = 0; n < in.v.size(); ++n) in.v[n] = n / in.t_k % in.t_k == n % in.t_k ? 1.0F : 0.0F;
    INFO(point.name() << ", seed " << seed);
    for (const Executor executor : kExecutors) {
      const Scene::Output out = scene.run(executor);
      if (executor == Executor::kReference) REQUIRE(worst_error(out.y, widened(out.pattern)) < 1e-6);
      for (std::size_t row = 0; row < in.batch * in.h * in.t_q; ++row) {
        const std::size_t i = row % in.t_q, n = row / in.t_q % in.h, b = row / in.t_q / in.h;
        double total = 0;
        std::size_t seen = 0;
        for (std::size_t j = 0; j < in.t_k; ++j) {
          const float weight = out.y[row * in.t_k + j];
          total += static_cast<double>(weight);
          seen += sees(in, b, n, i, j);
          if (sees(in, b, n, i, j)) continue;
          REQUIRE(weight == 0);
          ++masked;
        }
        REQUIRE(std::fabs(total - (seen > 0 ? 1 : 0)) < 2e-6);
        blind += seen == 0;
      }
    }
  });
  CHECK(masked > 10000);
  CHECK(blind > 500);
}

TEST_CASE("a NaN in a query stays in its row, and in a key or value with those that see it", "[attention][space]") {
  std::size_t poisoned = 0, spared = 0;
  whole_space([&](const Point& point, std::uint64_t seed) {
    if (seed % 7 != 0) return;
    Scene scene(point, seed);
    if (!scene.judged) return;
    reference::Attention& in = scene.oracle;
    const std::size_t i0 = seed % in.t_q, j0 = seed % in.t_k, d_v = in.d_v;
    const reference::Attention clean = in;
    INFO(point.name() << ", seed " << seed);
    for (const Executor executor : kExecutors) {
      const std::vector<float> before = scene.run(executor).y;
      for (const bool query : {true, false}) {
        if (query)
          in.q[i0 * in.d + seed % in.d] = NAN;  // of the first head of the first batch item
        else
          for (std::size_t e = 0; e < in.d; ++e) in.k[j0 * in.d + e] = NAN;
        for (std::size_t e = 0; e < d_v && !query; ++e) in.v[j0 * d_v + e] = NAN;
        const std::vector<float> after = scene.run(executor).y;
        for (std::size_t row = 0; row < in.batch * in.h * in.t_q; ++row) {
          const std::size_t i = row % in.t_q, n = row / in.t_q % in.h, b = row / in.t_q / in.h;
          bool hit = b == 0 && (query ? n == 0 && i == i0 : n * in.g / in.h == 0 && sees(in, b, n, i, j0));
          if (query && hit) {
            hit = false;
            for (std::size_t j = 0; j < in.t_k; ++j) hit = hit || sees(in, b, n, i, j);
          }
          INFO("executor " << static_cast<int>(executor) << (query ? ", query " : ", key ") << (query ? i0 : j0)
                           << ", row " << row);
          for (std::size_t e = row * d_v; e < (row + 1) * d_v; ++e) {
            if (hit)
              REQUIRE(std::isnan(after[e]));
            else
              REQUIRE(std::fabs(after[e] - before[e]) <= 1e-6F);
          }
          ++(hit ? poisoned : spared);
        }
        in = clean;
      }
    }
  });
  CHECK(poisoned > 1000);
  CHECK(spared > 10000);
}

TEST_CASE("keys past an adaptive span are not read, in whole tiles and among gathered keys", "[attention][space]") {
  for (const attn::ItemSpec& mask : {ItemSpec("full"), ItemSpec("dilated", {{"window", 64}, {"dilation", 5}})}) {
    Point point{.t_q = 30, .t_k = 130, .offset = 100};
    point.masks = {mask};
    point.biases = {{"adaptive_span", {{"span", 20}, {"ramp", 5}}}};
    Scene scene(point, 12);
    for (const Executor executor : kExecutors) {
      const std::vector<float> clean = scene.run(executor).y;
      const reference::Attention whole = scene.oracle;
      for (std::size_t n = 0; n < 75 * 8; ++n) scene.oracle.k[n] = scene.oracle.v[n] = NAN;  // 25 or more before all
      INFO("mask " << mask.id << ", executor " << static_cast<int>(executor));
      CHECK(worst_error(scene.run(executor).y, widened(clean)) < 1e-6);
      scene.oracle = whole;
    }
  }
}

TEST_CASE("scores of plus and minus 1e4 do not overflow, whatever the score, bias and mask", "[attention][space]") {
  std::size_t large = 0;
  whole_space([&](Point point, std::uint64_t seed) {
    if (seed % 11 != 0) return;
    // Scores that grow with their vectors get long ones; those that do not get large weights.
    point.spread *= 100;
    if (point.score.id == "cosine") point.score = {"cosine", {{"scale", seed % 2 == 0 ? 1e4 : -1e4}}};
    for (attn::NamedTensor& tensor : point.score.tensors)
      if (tensor.name == "v")
        for (float& x : tensor.data) x *= 1e4F;
    point.softcap = seed % 3 == 0 ? 1e4F : 0;
    Scene scene(point, seed);
    INFO(point.name() << ", seed " << seed);
    for (const Executor executor : kExecutors)
      for (const float y : scene.run(executor).y) REQUIRE(std::fabs(y) < 10);  // a mean of normal numbers
    if (!scene.judged) return;
    const std::vector<double> scaled = reference::attention(scene.oracle).stages[0];
    for (const double score : scaled) large += std::fabs(score) > 5e3;
  });
  CHECK(large > 10000);
}

TEST_CASE("tiles of any size give the same", "[attention][space]") {
  const Sizes& s = kSizes[2];
  reference::Random random(5);
  const Items items(s, random);
  for (const ItemSpec& mask : items.masks) {
    Point point = point_of(s, 0);
    point.masks = {mask};
    const std::vector<float> want = Scene(point, 9).run(Executor::kReference).y;
    for (const auto& [queries, keys] : kTiles) {
      point.tile_queries = queries, point.tile_keys = keys;
      INFO(point.name());
      for (const Executor executor : {Executor::kFlash, Executor::kSparse})
        REQUIRE(worst_error(Scene(point, 9).run(executor).y, widened(want)) < 5e-6);
    }
  }
}
