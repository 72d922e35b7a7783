// Head statistics on patterns drawn by hand.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "inspect/head_stats.hpp"
#include "support/errors.hpp"

using namespace attn;
using namespace attn::testing;

namespace {

using Ids = std::vector<std::int32_t>;

/// One head from a picture: each row's weight is shared evenly by its '#'.
std::vector<float> pattern_of(const std::vector<std::string>& picture) {
  std::vector<float> pattern;
  for (const std::string& row : picture) {
    const auto marks = static_cast<float>(std::count(row.begin(), row.end(), '#'));
    for (const char mark : row) pattern.push_back(mark == '#' ? 1 / marks : 0);
  }
  return pattern;
}

HeadStats stats_of(const std::vector<std::string>& picture, const Ids& ids) {
  return head_stats(pattern_of(picture), 1, ids).at(0);
}

bool near(std::optional<double> value, double expected) { return value && std::fabs(*value - expected) < 1e-6; }

const Ids kDistinct = {1, 2, 3, 4, 5};

}  // namespace

TEST_CASE("a head that looks one back is a previous token head") {
  const HeadStats stats = stats_of({"#....",  //
                                    "#....",  //
                                    ".#...",  //
                                    "..#..",  //
                                    "...#."},
                                   kDistinct);
  CHECK(stats.label == "previous token");
  CHECK(stats.label_score == 1);
  CHECK(near(stats.previous_token, 1));
  CHECK(near(stats.first_token, 0.25));  // query 1, whose previous token is the first
  CHECK(near(stats.current_token, 0));
  CHECK(near(stats.entropy_bits, 0));
  CHECK(near(stats.mean_distance, 1));
  CHECK_FALSE(stats.induction.has_value());
  CHECK_FALSE(stats.duplicate_token.has_value());
}

TEST_CASE("a head that looks at the start is a first token head, and one at itself a current token head") {
  const HeadStats sink = stats_of({"#....", "#....", "#....", "#....", "#...."}, kDistinct);
  CHECK(sink.label == "first token");
  CHECK(near(sink.first_token, 1));
  CHECK(near(sink.mean_distance, 2.5));
  const HeadStats self = stats_of({"#....", ".#...", "..#..", "...#.", "....#"}, kDistinct);
  CHECK(self.label == "current token");
  CHECK(near(self.current_token, 1));
  CHECK(near(self.mean_distance, 0));
}

TEST_CASE("a head that spreads its weight evenly has no label, however short or repetitive the text") {
  for (const std::size_t words : {1U, 2U, 100U}) {
    for (std::size_t t = 1; t <= 7; ++t) {
      std::vector<std::string> picture;
      Ids ids;
      for (std::size_t i = 0; i < t; ++i) {
        picture.push_back(std::string(i + 1, '#') + std::string(t - i - 1, '.'));
        ids.push_back(static_cast<std::int32_t>(i % words));
      }
      INFO(t << " tokens of " << words << " words");
      CHECK(stats_of(picture, ids).label.empty());
    }
  }
  const HeadStats stats = stats_of({"#..", "##.", "###"}, {1, 2, 3});
  CHECK(near(stats.entropy_bits, (1 + std::log2(3.0)) / 2));
  CHECK(near(stats.mean_distance, (0.5 + 1) / 2));
}

TEST_CASE("a head that looks at what followed the same token is an induction head") {
  const HeadStats stats = stats_of({"#.....",  // a
                                    "#.....",  // b
                                    "#.....",  // c
                                    ".#....",  // a: b followed
                                    "..#...",  // b: c followed
                                    "...#.."}, // c: a followed
                                   {1, 2, 3, 1, 2, 3});
  CHECK(stats.label == "induction");
  CHECK(near(stats.induction, 1));
  CHECK(stats.induction_queries == 3);
  CHECK(near(stats.duplicate_token, 0));
  CHECK(near(stats.first_token, 0.4));
}

TEST_CASE("a head that looks at the same token is a duplicate token head") {
  const HeadStats stats = stats_of({"#.....", "#.....", "#.....", "#.....", ".#....", "..#..."}, {1, 2, 3, 1, 2, 3});
  CHECK(near(stats.duplicate_token, 1));
  CHECK(stats.duplicate_queries == 3);
  CHECK(stats.label == "duplicate token");
  CHECK(near(stats.induction, 0));
}

TEST_CASE("of several earlier occurrences all count, but not the query itself") {
  // a a b a: query 3 has earlier a's at 0 and 1, followed by a (1) and b (2); query 1's only follower is itself.
  const HeadStats stats = stats_of({"#...", ".#..", "..#.", ".##."}, {7, 7, 8, 7});
  CHECK(stats.induction_queries == 1);
  CHECK(near(stats.induction, 1));
  CHECK(stats.duplicate_queries == 2);
  CHECK(near(stats.duplicate_token, 0.25));  // none of query 1's weight, half of query 3's
  CHECK(stats.label != "induction");         // one query is not enough to say so
}

TEST_CASE("a text of one token has nothing to measure") {
  const HeadStats stats = stats_of({"#"}, {3});
  CHECK_FALSE(stats.previous_token.has_value());
  CHECK_FALSE(stats.entropy_bits.has_value());
  CHECK(stats.label.empty());
  CHECK(head_stats({}, 2, {}).size() == 2);
}

TEST_CASE("every head has its own statistics, and sizes must agree") {
  std::vector<float> two = pattern_of({"#..", "#..", "#.."});
  const std::vector<float> self = pattern_of({"#..", ".#.", "..#"});
  two.insert(two.end(), self.begin(), self.end());
  const auto stats = head_stats(two, 2, Ids{1, 2, 3});
  CHECK(near(stats.at(0).first_token, 1));
  CHECK(near(stats.at(1).current_token, 1));
  ATTN_CHECK_ERROR([&] { head_stats(two, 2, Ids{1, 2}); }, ErrorCode::kBadArgument, "18", "8");
}
