#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

#include "inspect/entropy.hpp"

using namespace attn;

TEST_CASE("entropy is that of the model's own probabilities, in bits") {
  const auto bits = [](const std::vector<float>& probabilities) {
    std::vector<Candidate> candidates;
    for (const float p : probabilities) candidates.push_back({0, 0, p, 1});
    return entropy_bits(candidates);
  };
  CHECK(bits({}) == 0);
  CHECK(bits({1, 0}) == 0);
  CHECK(bits({0.25F, 0.25F, 0.25F, 0.25F}) == 2);
  CHECK(bits({0.5F, 0.25F, 0.125F, 0.125F}) == 1.75);
}
