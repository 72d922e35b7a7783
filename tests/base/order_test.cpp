#include "base/order.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <random>

namespace attn {
namespace {

TEST_CASE("sorted_order is a stable sort of every length") {
  std::mt19937 random(20250104);
  for (std::size_t count = 0; count < 70; ++count) {
    CAPTURE(count);
    std::vector<unsigned> items(count);
    for (unsigned& item : items) item = random() % 16;  // many are equal
    std::vector<std::size_t> expected(count);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    const auto before = [&](std::size_t a, std::size_t b) { return items[a] < items[b]; };
    std::stable_sort(expected.begin(), expected.end(), before);
    CHECK(sorted_order(count, before) == expected);
  }
}

TEST_CASE("sorted_order compares no more than n log n times") {
  std::size_t comparisons = 0;
  constexpr std::size_t kCount = 1U << 12U;
  const auto order = sorted_order(kCount, [&](std::size_t a, std::size_t b) {
    ++comparisons;
    return (a * 2654435761U) % kCount < (b * 2654435761U) % kCount;
  });
  CHECK(order.size() == kCount);
  CHECK(comparisons <= kCount * 12);
}

}  // namespace
}  // namespace attn
