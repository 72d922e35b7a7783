// Runs of keys: what is cut, what is joined, and that two rows are joined key by key.
#include "attention/key_runs.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "reference/random.hpp"

using attn::KeyRun;
using attn::KeyRuns;

namespace {

/// "0-2 5-6": the runs [0, 2) and [5, 6).
std::string text_of(const KeyRuns& row) {
  std::string text;
  for (const KeyRun& run : row.runs())
    text += (text.empty() ? "" : " ") + std::to_string(run.j0) + "-" + std::to_string(run.j1);
  return text;
}

KeyRuns runs_of(const std::vector<bool>& keys) {
  KeyRuns row(keys.size());
  for (std::size_t j = 0; j < keys.size(); ++j)
    if (keys[j]) row.add(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(j + 1));
  return row;
}

}  // namespace

TEST_CASE("runs are cut to the keys there are, and empty ones are dropped", "[runs]") {
  KeyRuns row(10);
  row.add(-7, -2);
  row.add(-3, 2);
  row.add(5, 5);
  row.add(6, 4);
  row.add(8, 99);
  row.add(10, 12);
  CHECK(text_of(row) == "0-2 8-10");
  CHECK(row.count() == 4);
  CHECK(row.t_k() == 10);
  row.clear();
  CHECK(text_of(row).empty());
  CHECK(row.count() == 0);
  KeyRuns none(0);
  none.add(0, 3);
  CHECK(none.count() == 0);
}

TEST_CASE("runs that touch or overlap become one, and one within another changes nothing", "[runs]") {
  KeyRuns row(20);
  row.add(1, 4);
  row.add(4, 6);
  row.add(5, 9);
  row.add(5, 7);
  row.add(10, 12);
  CHECK(text_of(row) == "1-9 10-12");
  CHECK(row.count() == 10);
}

TEST_CASE("a row knows which keys it has", "[runs]") {
  KeyRuns row(8);
  row.add(1, 3);
  row.add(5, 6);
  std::string keys;
  for (std::size_t j = 0; j < 10; ++j) keys += row.has(j) ? '#' : '.';
  CHECK(keys == ".##..#....");
}

TEST_CASE("both and either are what they are key by key", "[runs]") {
  reference::Random random(31);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t t_k = random.below(14), rare = 1 + random.below(4);
    std::vector<bool> a(t_k), b(t_k), both(t_k), either(t_k);
    for (std::size_t j = 0; j < t_k; ++j) {
      a[j] = random.below(rare) == 0, b[j] = random.below(3) > 0;
      both[j] = a[j] && b[j], either[j] = a[j] || b[j];
    }
    INFO("seed 31, round " << round << ": " << text_of(runs_of(a)) << " and " << text_of(runs_of(b)));
    REQUIRE(text_of(KeyRuns::both(runs_of(a), runs_of(b))) == text_of(runs_of(both)));
    REQUIRE(text_of(KeyRuns::either(runs_of(a), runs_of(b))) == text_of(runs_of(either)));
  }
}
