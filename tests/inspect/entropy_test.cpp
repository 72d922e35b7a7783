#include "inspect/entropy.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "model/sizes.hpp"

namespace attn {
namespace {

Candidate with_probability(float p) { return {0, 0, p, 0}; }

TEST_CASE("the entropy of n equal candidates is log2 n bits") {
  for (const int n : {1, 2, 8, 512}) {
    const std::vector<Candidate> candidates(static_cast<std::size_t>(n),
                                            with_probability(1.0F / static_cast<float>(n)));
    CHECK(std::abs(entropy_bits(candidates) - std::log2(n)) < 1e-9);
  }
}

TEST_CASE("candidates without a chance add nothing to the entropy") {
  CHECK(entropy_bits({}) == 0);
  CHECK(entropy_bits(std::vector{with_probability(0.5F), with_probability(0), with_probability(0.5F)}) == 1);
}

TEST_CASE("a token adds a key and a value of every layer to the cache") {
  ModelConfig config;
  config.layers = 3;
  config.g = 2;
  config.d = 5;
  CHECK(cache_bytes_per_token(config) == 2 * 3 * 2 * 5 * sizeof(float));
}

}  // namespace
}  // namespace attn
