// The layers against plain loops in double.
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numbers>
#include <random>

#include "nn/activation.hpp"
#include "nn/hooks.hpp"
#include "nn/linear.hpp"
#include "nn/norm.hpp"
#include "nn/rotary.hpp"

using namespace attn;

namespace {

std::vector<float> noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-2, 2);
  std::vector<float> values(count);
  for (float& value : values) value = uniform(random);
  return values;
}

/// Widths around one and two vectors of every instruction set.
const std::size_t kWidths[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33};

void check_close(const std::vector<float>& actual, const std::vector<double>& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t n = 0; n < actual.size(); ++n) {
    CHECK(std::fabs(actual[n] - expected[n]) < 1e-5 * (1 + std::fabs(expected[n])));  // a few dozen roundings
  }
}

}  // namespace

TEST_CASE("linear is x W^T + b for one row and for many") {
  for (const std::size_t in : kWidths) {
    for (const std::size_t t : {1U, 2U, 5U}) {
      const std::size_t out = in + 2;
      const std::vector<float> w = noise(out * in, 1), b = noise(out, 2), x = noise(t * in, 3);
      std::vector<float> y(t * out);
      Linear(w, b, out, in).apply({x.data(), t, in, in}, {y.data(), t, out, out});
      std::vector<double> expected(t * out);
      for (std::size_t i = 0; i < t; ++i) {
        for (std::size_t o = 0; o < out; ++o) {
          expected[i * out + o] = b[o];
          for (std::size_t n = 0; n < in; ++n) expected[i * out + o] += double{x[i * in + n]} * w[o * in + n];
        }
      }
      check_close(y, expected);
    }
  }
}

TEST_CASE("the parts that slices of the input add sum to the whole, less the bias") {
  const std::size_t t = 3, heads = 4, d = 5, out = 7, in = heads * d;
  const std::vector<float> w = noise(out * in, 4), x = noise(t * in, 5);
  const Linear linear(w, noise(out, 6), out, in);
  std::vector<float> whole(t * out), part(t * out);
  Linear(w, {}, out, in).apply({x.data(), t, in, in}, {whole.data(), t, out, out});
  std::vector<double> sum(t * out);
  for (std::size_t n = 0; n < heads; ++n) {
    linear.apply_columns({x.data() + n * d, t, d, in}, n * d, {part.data(), t, out, out});
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += part[k];
  }
  check_close(whole, sum);
}

TEST_CASE("both norms are what their papers say, whole and in steps") {
  const float eps = 0.01F;
  const std::size_t t = 3;
  for (const std::size_t c : kWidths) {
    const std::vector<float> x = noise(t * c, 7), gain = noise(c, 8), bias = noise(c, 9);
    for (const NormKind kind : {NormKind::kRms, NormKind::kLayer}) {
      const bool layer = kind == NormKind::kLayer;
      const Norm norm(kind, gain, layer ? bias : std::vector<float>{}, eps);
      std::vector<double> expected, expected_scale;
      for (std::size_t i = 0; i < t; ++i) {
        double mean = 0, square = 0;
        for (std::size_t n = 0; layer && n < c; ++n) mean += double{x[i * c + n]} / static_cast<double>(c);
        for (std::size_t n = 0; n < c; ++n)
          square += (x[i * c + n] - mean) * (x[i * c + n] - mean) / static_cast<double>(c);
        expected_scale.push_back(std::sqrt(square + double{eps}));
        for (std::size_t n = 0; n < c; ++n) {
          expected.push_back((x[i * c + n] - mean) / expected_scale.back() * gain[n] + (layer ? bias[n] : 0.0F));
        }
      }
      const simd::ConstMatrix rows{x.data(), t, c, c};
      std::vector<float> fused(t * c), stepped(t * c), scale(t);
      norm.apply(rows, {fused.data(), t, c, c});
      norm.scales(rows, scale);
      norm.normalize(rows, scale, {stepped.data(), t, c, c});
      norm.finish({stepped.data(), t, c, c});
      check_close(fused, expected);
      check_close(stepped, expected);
      check_close(scale, expected_scale);
    }
  }
}

TEST_CASE("rotary rows are the angles of their positions, wherever the run of positions starts") {
  const std::size_t d = 6;
  const Rotary rotary(d, 10000.0F);
  const RotaryRows rows = rotary.rows(500, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t p = 0; p < d / 2; ++p) {
      const double angle = static_cast<double>(500 + i) / std::pow(10000.0, 2.0 * static_cast<double>(p) / 6.0);
      CHECK(std::fabs(rows.cos_row(i)[p] - std::cos(angle)) < 1e-7);
      CHECK(std::fabs(rows.sin_row(i)[p] - std::sin(angle)) < 1e-7);
    }
  }
}

TEST_CASE("activations are their formulas") {
  const std::vector<float> x = noise(19, 10);
  std::vector<double> silu, erf, tanh;
  for (const double v : x) {
    silu.push_back(v / (1 + std::exp(-v)));
    erf.push_back(0.5 * v * (1 + std::erf(v / std::numbers::sqrt2)));
    tanh.push_back(0.5 * v * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (v + 0.044715 * v * v * v))));
  }
  const auto activated = [&](Activation activation) {
    std::vector<float> y = x;
    activate(activation, y);
    return y;
  };
  check_close(activated(Activation::kSilu), silu);
  check_close(activated(Activation::kGeluErf), erf);
  check_close(activated(Activation::kGeluTanh), tanh);
}

TEST_CASE("hooks have TransformerLens's names") {
  CHECK(hook_name(HookPoint::kEmbed, 5) == "hook_embed");
  CHECK(hook_name(HookPoint::kPattern, 3) == "blocks.3.attn.hook_pattern");
  CHECK(hook_name(HookPoint::kResidPost, 11) == "blocks.11.hook_resid_post");
  CHECK(hook_name(HookPoint::kMlpPreLinear, 0) == "blocks.0.mlp.hook_pre_linear");
  CHECK(hook_name(HookPoint::kLnFinalNormalized, 7) == "ln_final.hook_normalized");
  CHECK(hook_in_block(HookPoint::kZ));
  CHECK_FALSE(hook_in_block(HookPoint::kPosEmbed));
}
