// Masks that lots, documents or a painter decide, against pictures drawn by hand.
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/error.hpp"
#include "mask_pictures.hpp"

using attention_test::kSix;
using attention_test::picture_of;
using attn::ItemSpec;
using attn::MaskParams;

// Drawn by another program's SplitMix64 and Floyd sampling: the lots must fall alike everywhere.
TEST_CASE("random draws the same blocks on every machine, each once", "[mask][random]") {
  CHECK(picture_of({"random", {{"size", 2}, {"keys", 1}, {"seed", 1}}}, kSix) ==
        "##....\n"
        "##....\n"
        "##....\n"
        "##....\n"
        "..##..\n"
        "..##..\n");
  CHECK(picture_of({"random", {{"size", 2}, {"keys", 2}, {"seed", 1}}}, kSix) ==
        "..####\n"
        "..####\n"
        "..####\n"
        "..####\n"
        "##..##\n"
        "##..##\n");
  CHECK(picture_of({"random", {{"size", 1}, {"keys", 2}, {"seed", 7}}}, kSix) ==
        ".##...\n"
        "#...#.\n"
        "##....\n"
        "...##.\n"
        "..#..#\n"
        ".#..#.\n");
  CHECK(picture_of({"random", {{"size", 2}, {"keys", 1}, {"seed", 1}}}, {.t_q = 3, .t_k = 6, .offset = 3}) ==
        "##....\n"
        "..##..\n"
        "..##..\n");
  CHECK(picture_of({"random", {{"size", 2}, {"keys", 1}, {"seed", 1}}}, {.t_q = 3, .t_k = 6, .offset = -2}) ==
        "....##\n"
        "....##\n"
        "##....\n");
}

TEST_CASE("random draws no block when none is asked for, and all when that many are", "[mask][random]") {
  CHECK(picture_of({"random", {{"size", 2}, {"keys", 0}}}, {.t_q = 2, .t_k = 5}) == ".....\n.....\n");
  for (const double seed : {0.0, 1.0, 4294967295.0})
    for (const double keys : {3.0, 64.0})
      CHECK(picture_of({"random", {{"size", 2}, {"keys", keys}, {"seed", seed}}}, {.t_q = 2, .t_k = 5}) ==
            "#####\n#####\n");
}

TEST_CASE("documents are seen from inside, in one piece or more", "[mask][document]") {
  const std::int32_t packed[] = {0, 0, 0, 7, 7, 2}, woven[] = {0, 1, 0, 1, 1, 0};
  CHECK(picture_of("document", {.t_q = 6, .t_k = 6, .segments = packed}) ==
        "###...\n"
        "###...\n"
        "###...\n"
        "...##.\n"
        "...##.\n"
        ".....#\n");
  CHECK(picture_of("document", {.t_q = 6, .t_k = 6, .segments = woven}) ==
        "#.#..#\n"
        ".#.##.\n"
        "#.#..#\n"
        ".#.##.\n"
        ".#.##.\n"
        "#.#..#\n");
  CHECK(picture_of("document", {.t_q = 4, .t_k = 6, .offset = 3, .segments = packed}) ==
        "...##.\n"
        "...##.\n"
        ".....#\n"
        "......\n");
  CHECK(picture_of("document", {.t_q = 2, .t_k = 6, .offset = -1, .segments = packed}) ==
        "......\n"
        "###...\n");
}

TEST_CASE("a painted mask is seen as painted, and hides what lies outside of the picture", "[mask][painted]") {
  const std::string painted =
      "#..#..\n"
      ".##...\n"
      "......\n"
      "######\n"
      "..#.#.\n"
      "#....#\n";
  const std::vector<std::uint8_t> bytes = reference::bytes_of(painted);
  const ItemSpec spec{"painted", {}, {{"rows", {6, 6}, {bytes.begin(), bytes.end()}}}};
  CHECK(picture_of(spec, kSix) == painted);
  CHECK(picture_of(spec, {.t_q = 7, .t_k = 8}) ==
        "#..#....\n"
        ".##.....\n"
        "........\n"
        "######..\n"
        "..#.#...\n"
        "#....#..\n"
        "........\n");
  CHECK(picture_of(spec, {.t_q = 3, .t_k = 4, .offset = 3}) ==
        "####\n"
        "..#.\n"
        "#...\n");
  CHECK(picture_of(spec, {.t_q = 2, .t_k = 4, .offset = -1}) ==
        "....\n"
        "#..#\n");
  const ItemSpec odd{"painted", {}, {{"rows", {1, 4}, {NAN, 0.5F, -1, 0}}}};
  CHECK(picture_of(odd, {.t_q = 1, .t_k = 4}) == ".##.\n");  // a cell that is no number is not seen
}

TEST_CASE("masks that need more than numbers say what is missing", "[mask][document][painted]") {
  const auto message_of = [](const ItemSpec& spec, const MaskParams& params) -> std::string {
    try {
      attn::make_mask(spec, params);
    } catch (const attn::Error& error) {
      return std::string(attn::error_code_name(error.code())) + ": " + error.what();
    }
    return "none";
  };
  const std::int32_t two[] = {0, 1};
  CHECK(message_of("document", {.t_q = 3, .t_k = 3}) ==
        "bad-argument: mask document needs the document of each of 3 keys, and segments has 0: give \"segments\" a "
        "number per key");
  CHECK(message_of("document", {.t_q = 3, .t_k = 3, .segments = two}).find("segments has 2") != std::string::npos);
  CHECK(message_of("document", {.t_q = 2, .t_k = 2, .segments = two}) == "none");
  CHECK(message_of("painted", kSix) ==
        "bad-argument: mask painted has no picture: give \"rows\", a row of '#' and '.' per query");
  CHECK(message_of({"painted", {}, {{"rows", {6}, {1, 1, 1, 1, 1, 1}}}}, kSix) ==
        "bad-argument: tensor rows of mask painted has shape [6]: it must be [any, any]");
}
