// Each mask that follows from positions alone against a picture drawn by hand: a row per query, a column per key, '#'
// where the key is seen.
#include "mask_pictures.hpp"

#include <catch2/catch_test_macros.hpp>

using attention_test::kSix;
using attention_test::picture_of;
using attn::CausalAlignment;

namespace {
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

TEST_CASE("a local window of w sees w tokens, the query's own among them", "[mask][local]") {
  CHECK(picture_of({"local", {{"window", 3}}}, kSix) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        ".###..\n"
        "..###.\n"
        "...###\n");
  CHECK(picture_of({"local", {{"window", 4}}}, kSix) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        "####..\n"
        ".####.\n"
        "..####\n");
}

TEST_CASE("a local window with two sides reaches as far to both", "[mask][local]") {
  CHECK(picture_of({"local", {{"window", 2}, {"sides", 2}}}, kSix) ==
        "##....\n"
        "###...\n"
        ".###..\n"
        "..###.\n"
        "...###\n"
        "....##\n");
}

TEST_CASE("a local window stands where its query does", "[mask][local]") {
  CHECK(picture_of({"local", {{"window", 2}}}, {.t_q = 3, .t_k = 6, .offset = 2}) ==
        ".##...\n"
        "..##..\n"
        "...##.\n");
  CHECK(picture_of({"local", {{"window", 2}, {"sides", 2}}}, {.t_q = 3, .t_k = 6, .offset = -2}) ==
        "......\n"
        "#.....\n"
        "##....\n");
}

TEST_CASE("a dilated window of w sees w tokens to a side, the query's own among them", "[mask][dilated]") {
  CHECK(picture_of({"dilated", {{"window", 2}, {"dilation", 2}}}, kSix) ==
        "#.....\n"
        ".#....\n"
        "#.#...\n"
        ".#.#..\n"
        "..#.#.\n"
        "...#.#\n");
  CHECK(picture_of({"dilated", {{"window", 3}, {"dilation", 2}}}, kSix) ==
        "#.....\n"
        ".#....\n"
        "#.#...\n"
        ".#.#..\n"
        "#.#.#.\n"
        ".#.#.#\n");
}

TEST_CASE("a dilated window with two sides reaches as far to both", "[mask][dilated]") {
  CHECK(picture_of({"dilated", {{"window", 2}, {"dilation", 3}, {"sides", 2}}}, kSix) ==
        "#..#..\n"
        ".#..#.\n"
        "..#..#\n"
        "#..#..\n"
        ".#..#.\n"
        "..#..#\n");
}

TEST_CASE("a dilated window stands where its query does, before the first key too", "[mask][dilated]") {
  CHECK(picture_of({"dilated", {{"window", 2}, {"dilation", 2}}}, {.t_q = 3, .t_k = 6, .offset = 3}) ==
        ".#.#..\n"
        "..#.#.\n"
        "...#.#\n");
  CHECK(picture_of({"dilated", {{"window", 2}, {"dilation", 2}, {"sides", 2}}}, {.t_q = 4, .t_k = 6, .offset = -2}) ==
        "#.....\n"
        ".#....\n"
        "#.#...\n"
        ".#.#..\n");
}

TEST_CASE("strided sees stride tokens before it, itself, and every stride-th one", "[mask][strided]") {
  CHECK(picture_of({"strided", {{"stride", 2}}}, kSix) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        ".###..\n"
        "#.###.\n"
        ".#.###\n");
  CHECK(picture_of({"strided", {{"stride", 3}}}, {.t_q = 8, .t_k = 8}) ==
        "#.......\n"
        "##......\n"
        "###.....\n"
        "####....\n"
        ".####...\n"
        "..####..\n"
        "#..####.\n"
        ".#..####\n");
}

TEST_CASE("strided without a stride takes the root of the keys, rounded up, and starts after the past",
          "[mask][strided]") {
  CHECK(picture_of("strided", kSix) == picture_of({"strided", {{"stride", 3}}}, kSix));
  CHECK(picture_of("strided", {.t_q = 4, .t_k = 4}) == picture_of({"strided", {{"stride", 2}}}, {.t_q = 4, .t_k = 4}));
  CHECK(picture_of({"strided", {{"stride", 2}}}, {.t_q = 2, .t_k = 6, .offset = 4}) ==
        "#.###.\n"
        ".#.###\n");
  CHECK(picture_of({"strided", {{"stride", 2}}}, {.t_q = 3, .t_k = 3, .offset = -1}) ==
        "...\n"
        "#..\n"
        "##.\n");
}

TEST_CASE("fixed sees its block so far, itself among it, and the summaries of those before", "[mask][fixed]") {
  CHECK(picture_of({"fixed", {{"stride", 3}, {"summary", 1}}}, kSix) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        "..##..\n"
        "..###.\n"
        "..####\n");
  CHECK(picture_of({"fixed", {{"stride", 3}, {"summary", 2}}}, kSix) ==
        "#.....\n"
        "##....\n"
        "###...\n"
        ".###..\n"
        ".####.\n"
        ".#####\n");
}

TEST_CASE("fixed without a stride takes the root of the keys, rounded up, and starts after the past", "[mask][fixed]") {
  CHECK(picture_of("fixed", kSix) == picture_of({"fixed", {{"stride", 3}}}, kSix));
  CHECK(picture_of({"fixed", {{"stride", 2}}}, {.t_q = 2, .t_k = 6, .offset = 4}) ==
        ".#.##.\n"
        ".#.###\n");
  CHECK(picture_of({"fixed", {{"stride", 2}, {"summary", 9}}}, {.t_q = 4, .t_k = 3, .offset = -1}) ==
        "...\n"
        "#..\n"
        "##.\n"
        "###\n");
}

TEST_CASE("a block of w tokens holds w, and reach counts the blocks beside it", "[mask][block]") {
  CHECK(picture_of({"block", {{"size", 2}}}, kSix) ==
        "##....\n"
        "##....\n"
        "..##..\n"
        "..##..\n"
        "....##\n"
        "....##\n");
  CHECK(picture_of({"block", {{"size", 3}}}, kSix) ==
        "###...\n"
        "###...\n"
        "###...\n"
        "...###\n"
        "...###\n"
        "...###\n");
  CHECK(picture_of({"block", {{"size", 2}, {"reach", 1}}}, kSix) ==
        "####..\n"
        "####..\n"
        "######\n"
        "######\n"
        "..####\n"
        "..####\n");
}

TEST_CASE("blocks start at token 0, wherever the queries do", "[mask][block]") {
  CHECK(picture_of({"block", {{"size", 2}}}, {.t_q = 3, .t_k = 6, .offset = 1}) ==
        "##....\n"
        "..##..\n"
        "..##..\n");
  CHECK(picture_of({"block", {{"size", 2}, {"reach", 1}}}, {.t_q = 5, .t_k = 6, .offset = -3}) ==
        "......\n"
        "##....\n"
        "##....\n"
        "####..\n"
        "####..\n");
}

TEST_CASE("global tokens see all and are seen by all", "[mask][global]") {
  CHECK(picture_of("global", kSix) ==
        "######\n"
        "#.....\n"
        "#.....\n"
        "#.....\n"
        "#.....\n"
        "#.....\n");
  CHECK(picture_of({"global", {{"count", 2}}}, kSix) ==
        "######\n"
        "######\n"
        "##....\n"
        "##....\n"
        "##....\n"
        "##....\n");
  CHECK(picture_of({"global", {{"count", 2}}}, {.t_q = 2, .t_k = 6, .offset = 1}) ==
        "######\n"
        "##....\n");
  CHECK(picture_of("global", {.t_q = 2, .t_k = 3, .offset = -1}) ==
        "#..\n"
        "###\n");
  CHECK(picture_of({"global", {{"count", 0}}}, {.t_q = 2, .t_k = 3, .offset = -1}) == "...\n...\n");
}

TEST_CASE("a prefix of w tokens is seen by all", "[mask][prefix]") {
  CHECK(picture_of({"prefix", {{"length", 2}}}, kSix) ==
        "##....\n"
        "##....\n"
        "###...\n"
        "####..\n"
        "#####.\n"
        "######\n");
  CHECK(picture_of({"prefix", {{"length", 3}}}, kSix) ==
        "###...\n"
        "###...\n"
        "###...\n"
        "####..\n"
        "#####.\n"
        "######\n");
  CHECK(picture_of({"prefix", {{"length", 0}}}, kSix) == picture_of("causal", kSix));
  CHECK(picture_of({"prefix", {{"length", 3}}}, {.t_q = 3, .t_k = 6, .offset = 1}) ==
        "###...\n"
        "###...\n"
        "####..\n");
}
