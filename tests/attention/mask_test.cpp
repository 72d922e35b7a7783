// What a mask says in runs against what it says of pairs, sets of masks against their parts, and what either says of
// tiles. That a mask is the right one is for mask_pictures_test.cpp.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "attention/mask.hpp"
#include "item_sweep.hpp"
#include "reference/picture.hpp"
#include "reference/random.hpp"

using attn::CausalAlignment;
using attn::KeyRun;
using attn::KeyRuns;
using attn::MaskParams;
using attn::MaskSet;
using attn::Tile;
using attn::TileCover;

namespace {

std::string picture_of(const MaskSet& set, std::size_t t_q, std::size_t t_k) {
  return reference::picture(t_q, t_k, [&](std::size_t i, std::size_t j) { return set.allows(i, j); });
}

attn::ItemSpec padding(std::size_t valid) { return {"padding", {{"valid_keys", static_cast<double>(valid)}}}; }

}  // namespace

TEST_CASE("a bitmap is seen as drawn, and masks the keys past its end", "[mask]") {
  const std::string drawn =
      "#..#\n"
      ".##.\n"
      "....\n";
  const auto bytes = reference::bytes_of(drawn);
  CHECK(picture_of(MaskSet().add({bytes.data(), 4, 4}), 3, 4) == drawn);
  CHECK(picture_of(MaskSet().add({bytes.data(), 4, 4}), 3, 6) ==
        "#..#..\n"
        ".##...\n"
        "......\n");
  CHECK(picture_of(MaskSet().add({bytes.data(), 0, 4}), 3, 4) == "#..#\n#..#\n#..#\n");  // one row, repeated
}

TEST_CASE("a set allows what all of its masks allow, and everything when it has none", "[mask]") {
  const auto bytes = reference::bytes_of("##.#.#");
  MaskSet set;
  CHECK(picture_of(set, 2, 3) == "###\n###\n");
  set.add(attn::make_mask("causal", {.t_q = 6, .t_k = 6}));
  set.add(attn::make_mask(padding(5), {.t_q = 6, .t_k = 6}));
  set.add({bytes.data(), 0, 6});
  CHECK(picture_of(set, 6, 6) ==
        "#.....\n"
        "##....\n"
        "##....\n"
        "##.#..\n"
        "##.#..\n"
        "##.#..\n");
}

namespace {

/// cover against the pairs themselves, and fill and the rows' runs against allows.
void check_tiles(const MaskSet& set, std::size_t t_q, std::size_t t_k) {
  for (std::size_t i0 = 0; i0 < t_q; ++i0)
    for (std::size_t i1 = i0 + 1; i1 <= t_q; ++i1)
      for (std::size_t j0 = 0; j0 < t_k; ++j0)
        for (std::size_t j1 = j0 + 1; j1 <= t_k; ++j1) {
          std::vector<std::uint8_t> allowed((i1 - i0) * (j1 - j0), 9);
          set.fill({i0, i1, j0, j1}, allowed);
          std::size_t seen = 0, n = 0;
          for (std::size_t i = i0; i < i1; ++i)
            for (std::size_t j = j0; j < j1; ++j, ++n) {
              REQUIRE(allowed[n] == (set.allows(i, j) ? 1 : 0));
              seen += allowed[n];
            }
          const TileCover cover = set.cover({i0, i1, j0, j1});
          INFO("queries [" << i0 << ", " << i1 << "), keys [" << j0 << ", " << j1 << ")");
          if (cover == TileCover::kFull) REQUIRE(seen == n);
          if (cover == TileCover::kEmpty) REQUIRE(seen == 0);
          if (cover == TileCover::kPartial) REQUIRE((seen > 0 && seen < n));
        }
}

}  // namespace

TEST_CASE("what a mask says of a tile is what its pairs say", "[mask]") {
  reference::Random random(98);
  const std::vector<std::int32_t> segments = attention_test::random_segments(7, random);
  for (const attn::ItemInfo& info : attn::mask_infos()) {
    INFO(info.id << ", seed 98");
    for (const std::ptrdiff_t offset : {-2, 0, 1, 4}) {
      attn::ItemSpec spec(info.id);
      attention_test::give_pictures(info, spec, 6, 7, random);
      check_tiles(MaskSet().add(attn::make_mask(spec, {6, 7, offset, segments})), 6, 7);
    }
  }
  for (const std::size_t valid : {0, 3, 6}) check_tiles(MaskSet().add(attn::make_mask(padding(valid), {})), 6, 7);
  check_tiles(MaskSet().add(attn::make_mask("causal", attn::causal_params(CausalAlignment::kLowerRight, 7, 4))), 7, 4);
}

TEST_CASE("what a set of masks says of a tile is never wrong", "[mask]") {
  reference::Random random(99);
  for (int round = 0; round < 10; ++round) {
    std::vector<std::uint8_t> bytes(6 * 6);
    for (auto& b : bytes) b = random.below(4) > 0;
    check_tiles(MaskSet().add({bytes.data(), 6, 6}), 6, 7);
    MaskSet set;
    set.add(attn::make_mask("causal", {.t_q = 6, .t_k = 7, .offset = static_cast<std::ptrdiff_t>(random.below(3))}));
    set.add(attn::make_mask(padding(random.below(8)), {.t_q = 6, .t_k = 7}));
    set.add({bytes.data(), 6, 6});
    check_tiles(set, 6, 7);
  }
}

namespace {

/// The row as the rule reads, pair by pair.
void check_row(const MaskSet& mask, std::size_t i, std::size_t t_k) {
  const KeyRuns row = mask.row(i, t_k);
  std::size_t j = 0, before = 0;
  for (const KeyRun& run : row.runs()) {
    REQUIRE(run.j0 < run.j1);
    REQUIRE((run.j0 > before || j == 0));  // apart from the run before
    for (; j < run.j0; ++j) REQUIRE_FALSE(mask.allows(i, j));
    for (; j < run.j1; ++j) REQUIRE(mask.allows(i, j));
    before = run.j1;
  }
  for (; j < t_k; ++j) REQUIRE_FALSE(mask.allows(i, j));
}

std::string text_of(const attn::ItemSpec& spec) {
  std::string text = spec.id;
  for (const auto& [name, value] : spec.knobs) text += " " + name + " " + std::to_string(value);
  return text;
}

}  // namespace

TEST_CASE("a mask's runs are the keys that its rule allows, for every mask there is", "[mask]") {
  reference::Random random(97);
  std::size_t masks = 0;
  for (const attn::ItemInfo& info : attn::mask_infos())
    attention_test::for_each_spec(info, [&](attn::ItemSpec spec) {
      for (const auto& [t_q, t_k] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 7}, {5, 17}, {17, 4}, {3, 0}})
        for (const std::ptrdiff_t offset : {-20, -3, 0, 2, 12}) {
          spec.tensors.clear();
          attention_test::give_pictures(info, spec, t_q, t_k, random);
          const std::vector<std::int32_t> segments = attention_test::random_segments(t_k, random);
          INFO(text_of(spec) << ", t_q " << t_q << ", t_k " << t_k << ", offset " << offset << ", seed 97");
          const MaskSet mask = MaskSet().add(attn::make_mask(spec, {t_q, t_k, offset, segments}));
          for (std::size_t i = 0; i < t_q; ++i) {
            check_row(mask, i, t_k);
            check_row(mask, i, t_k / 2);  // a tile asks for the keys up to its end
          }
          ++masks;
        }
    });
  CHECK(masks > 2000);
}

namespace {

/// A set of masks and sets, and the pairs that it must allow: joined one by one.
struct Tree {
  MaskSet set;
  std::vector<bool> pairs;
};

constexpr std::size_t kRows = 7, kKeys = 9;

Tree random_tree(int depth, std::vector<std::vector<std::uint8_t>>& bitmaps, reference::Random& random) {
  const bool any = random.below(2) == 0;
  Tree tree{MaskSet(any ? MaskSet::Join::kAny : MaskSet::Join::kAll), {}};
  const std::size_t parts = random.below(4);
  tree.pairs.assign(kRows * kKeys, !any || parts == 0);
  const auto join = [&](std::size_t pair, bool allowed) {
    tree.pairs[pair] = any ? tree.pairs[pair] || allowed : tree.pairs[pair] && allowed;
  };
  for (std::size_t n = 0; n < parts; ++n) {
    if (depth > 0 && random.below(2) == 0) {
      const Tree part = random_tree(depth - 1, bitmaps, random);
      tree.set.add(part.set);
      for (std::size_t pair = 0; pair < kRows * kKeys; ++pair) join(pair, part.pairs[pair]);
    } else if (random.below(2) == 0) {
      const std::size_t length = random.below(kKeys + 1);
      tree.set.add(attn::make_mask({"prefix", {{"length", static_cast<double>(length)}}}, {kRows, kKeys}));
      for (std::size_t pair = 0; pair < kRows * kKeys; ++pair)
        join(pair, pair % kKeys < length || pair % kKeys <= pair / kKeys);
    } else {
      std::vector<std::uint8_t>& bytes = bitmaps.emplace_back(kRows * kKeys);
      for (auto& b : bytes) b = random.below(3) > 0;
      tree.set.add({bytes.data(), kKeys, kKeys});
      for (std::size_t pair = 0; pair < kRows * kKeys; ++pair) join(pair, bytes[pair] != 0);
    }
  }
  return tree;
}

}  // namespace

TEST_CASE("sets nested in sets allow what their parts do, joined by all or any", "[mask]") {
  reference::Random random(96);
  std::size_t mixed = 0;
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::vector<std::uint8_t>> bitmaps;
    bitmaps.reserve(100);  // sets point at their bytes
    const Tree tree = random_tree(3, bitmaps, random);
    INFO("seed 96, round " << round);
    std::size_t seen = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      const KeyRuns row = tree.set.row(i, kKeys);
      for (std::size_t j = 0; j < kKeys; ++j) {
        REQUIRE(tree.set.allows(i, j) == tree.pairs[i * kKeys + j]);
        REQUIRE(row.has(j) == tree.pairs[i * kKeys + j]);
        seen += row.has(j);
      }
    }
    mixed += seen > 0 && seen < kRows * kKeys;
  }
  CHECK(mixed > 500);
}

TEST_CASE("the registry says of each mask what it is and where it comes from", "[mask]") {
  for (const attn::ItemInfo& info : attn::mask_infos()) {
    INFO(info.id);
    CHECK_FALSE(info.name.empty());
    CHECK_FALSE(info.formula.empty());
    CHECK_FALSE(info.source.empty());
  }
  CHECK(attn::mask_infos().size() >= 13);
}
