// Each mask against a picture drawn by hand, and what a set of masks says of tiles against its own pairs.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "attention/mask.hpp"
#include "base/error.hpp"
#include "reference/picture.hpp"
#include "reference/random.hpp"

using attn::CausalAlignment;
using attn::MaskSet;
using attn::Tile;
using attn::TileCover;

namespace {

std::string picture_of(const MaskSet& set, std::size_t t_q, std::size_t t_k) {
  return reference::picture(t_q, t_k, [&](std::size_t i, std::size_t j) { return set.allows(i, j); });
}

std::string picture_of(const attn::ItemSpec& spec, const attn::MaskParams& params) {
  return picture_of(MaskSet().add(attn::make_mask(spec, params)), params.t_q, params.t_k);
}

attn::ItemSpec padding(std::size_t valid) { return {"padding", {{"valid_keys", static_cast<double>(valid)}}}; }

}  // namespace

TEST_CASE("full lets every query see every key", "[mask][full]") {
  CHECK(picture_of("full", {.t_q = 6, .t_k = 6}) ==
        "######\n"
        "######\n"
        "######\n"
        "######\n"
        "######\n"
        "######\n");
}

TEST_CASE("causal lets a query see itself and what came before", "[mask][causal]") {
  CHECK(picture_of("causal", {.t_q = 6, .t_k = 6}) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        "####..\n"
        "#####.\n"
        "######\n");
}

TEST_CASE("causal starts after the past", "[mask][causal]") {
  CHECK(picture_of("causal", {.t_q = 4, .t_k = 6, .offset = 2}) ==
        "###...\n"
        "####..\n"
        "#####.\n"
        "######\n");
}

TEST_CASE("causal aligned to the upper left starts at the first key, however many keys there are", "[mask][causal]") {
  CHECK(picture_of("causal", attn::causal_params(CausalAlignment::kUpperLeft, 3, 6)) ==
        "#.....\n"
        "##....\n"
        "###...\n");
  CHECK(picture_of("causal", attn::causal_params(CausalAlignment::kUpperLeft, 6, 3)) ==
        "#..\n"
        "##.\n"
        "###\n"
        "###\n"
        "###\n"
        "###\n");
}

TEST_CASE("causal aligned to the lower right ends at the last key, and more queries than keys see nothing at first",
          "[mask][causal]") {
  CHECK(picture_of("causal", attn::causal_params(CausalAlignment::kLowerRight, 3, 6)) ==
        "####..\n"
        "#####.\n"
        "######\n");
  CHECK(picture_of("causal", attn::causal_params(CausalAlignment::kLowerRight, 6, 3)) ==
        "...\n"
        "...\n"
        "...\n"
        "#..\n"
        "##.\n"
        "###\n");
}

TEST_CASE("padding hides the keys from valid_keys on", "[mask][padding]") {
  CHECK(picture_of(padding(4), {.t_q = 6, .t_k = 6}) ==
        "####..\n"
        "####..\n"
        "####..\n"
        "####..\n"
        "####..\n"
        "####..\n");
  CHECK(picture_of(padding(0), {.t_q = 2, .t_k = 3}) == "...\n...\n");
  CHECK(picture_of("padding", {.t_q = 2, .t_k = 3}) == "###\n###\n");
}

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
  for (const attn::ItemInfo& info : attn::mask_infos()) {
    INFO(info.id);
    for (const std::ptrdiff_t offset : {-2, 0, 1, 4})
      check_tiles(MaskSet().add(attn::make_mask(info.id, {.t_q = 6, .t_k = 7, .offset = offset})), 6, 7);
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

TEST_CASE("the registry says of each mask and score what it is and where it comes from", "[mask][score]") {
  for (const attn::ItemInfo& info : attn::mask_infos()) {
    INFO(info.id);
    CHECK_FALSE(info.name.empty());
    CHECK_FALSE(info.formula.empty());
    CHECK_FALSE(info.source.empty());
  }
  CHECK(attn::mask_infos().size() >= 3);
}
