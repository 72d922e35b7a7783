// What softmax makes of scores, against its definition in double and finite differences.
#include "mechanisms/softmax_probe.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "reference/random.hpp"
#include "support/errors.hpp"

using namespace attn;

namespace {

std::vector<double> softmax_of(const std::vector<double>& scores) {
  double most = -INFINITY, sum = 0;
  for (const double s : scores) most = std::fmax(most, s);
  std::vector<double> a;
  for (const double s : scores) sum += a.emplace_back(std::exp(s - most));
  for (double& x : a) x /= sum;
  return a;
}

}  // namespace

TEST_CASE("weights, entropy and largest weight of a row are those of its softmax") {
  for (const std::size_t n : {1U, 2U, 3U, 7U, 8U, 9U, 17U, 33U})
    for (const float spread : {0.1F, 1.0F, 20.0F}) {
      std::vector<float> scores = reference::Random(501).normals(n);
      for (float& s : scores) s *= spread;
      const std::vector<double> a = softmax_of({scores.begin(), scores.end()});
      const SoftmaxProbe got = probe_softmax(scores);
      double entropy = 0, largest = 0;
      for (std::size_t i = 0; i < n; ++i) {
        CHECK(std::fabs(double{got.weights[i]} - a[i]) < 1e-6);
        entropy -= a[i] > 0 ? a[i] * std::log2(a[i]) : 0;
        largest = std::fmax(largest, a[i]);
      }
      INFO("n " << n << ", spread " << spread);
      CHECK(std::fabs(got.entropy_bits - entropy) < 1e-5);
      CHECK(std::fabs(got.largest - largest) < 1e-6);
    }
}

TEST_CASE("the Jacobian of softmax is its finite difference, and its norm is Frobenius's") {
  for (const std::size_t n : {1U, 2U, 5U, 8U, 9U}) {
    const std::vector<float> scores = reference::Random(502).normals(n);
    const SoftmaxProbe got = probe_softmax(scores);
    double squares = 0;
    for (std::size_t j = 0; j < n; ++j) {
      std::vector<double> up(scores.begin(), scores.end()), down = up;
      up[j] += 1e-5, down[j] -= 1e-5;
      const std::vector<double> a = softmax_of(up), b = softmax_of(down);
      for (std::size_t i = 0; i < n; ++i) {
        const double want = (a[i] - b[i]) / 2e-5;
        squares += want * want;
        CHECK(std::fabs(double{got.jacobian[i * n + j]} - want) < 1e-6);
      }
    }
    CHECK(std::fabs(got.jacobian_norm - std::sqrt(squares)) < 1e-6);
  }
}

TEST_CASE("rows and columns of the Jacobian add up to 0: weights only move from one key to another") {
  const std::vector<float> scores = reference::Random(503).normals(9);
  const SoftmaxProbe got = probe_softmax(scores);
  for (std::size_t i = 0; i < 9; ++i) {
    double row = 0, column = 0;
    for (std::size_t j = 0; j < 9; ++j)
      row += double{got.jacobian[i * 9 + j]}, column += double{got.jacobian[j * 9 + i]};
    CHECK(std::fabs(row) < 1e-6);
    CHECK(std::fabs(column) < 1e-6);
  }
}

TEST_CASE("an even row has log2(n) bits; a saturated one none, and no gradient") {
  const SoftmaxProbe even = probe_softmax(std::vector<float>(8, 3.0F));
  CHECK(std::fabs(even.entropy_bits - 3) < 1e-6);
  CHECK(std::fabs(even.largest - 0.125) < 1e-7);
  const SoftmaxProbe saturated = probe_softmax(std::vector<float>{0, 500, -3});
  CHECK(saturated.entropy_bits == 0);
  CHECK(saturated.largest == 1);
  CHECK(saturated.jacobian_norm == 0);
}

TEST_CASE("masked scores weigh nothing in a probe, a NaN makes it NaN, and no scores are an error") {
  const float inf = std::numeric_limits<float>::infinity();
  const SoftmaxProbe masked = probe_softmax(std::vector<float>{-inf, 1, 1});
  CHECK(masked.weights[0] == 0);
  CHECK(std::fabs(masked.entropy_bits - 1) < 1e-6);
  CHECK(probe_softmax(std::vector<float>{-inf, -inf}).largest == 0);
  CHECK(std::isnan(probe_softmax(std::vector<float>{0, NAN}).entropy_bits));
  ATTN_CHECK_ERROR([] { probe_softmax({}); }, ErrorCode::kBadArgument, "at least one");
}

TEST_CASE("q . k of width d has variance d, and variance 1 divided by sqrt(d)") {
  for (const std::size_t d : {1U, 3U, 16U, 64U, 257U}) {
    const ScaleProbe plain = scale_probe(d, 32, false, 7, 128), scaled = scale_probe(d, 32, true, 7, 128);
    INFO("d " << d << ", variances " << plain.variance << " and " << scaled.variance);
    // 4096 scores; those of one row share their query, so that the variance is known to about 2 sqrt(2 / (128 d)).
    CHECK(std::fabs(plain.variance / static_cast<double>(d) - 1) < 0.15 + 0.4 / std::sqrt(static_cast<double>(d)));
    CHECK(std::fabs(scaled.variance - plain.variance / static_cast<double>(d)) < 1e-9);
  }
}

TEST_CASE("without the scale wide keys saturate the softmax and starve its gradient; with it the width is no matter") {
  const ScaleProbe narrow = scale_probe(4, 16, true, 11), wide = scale_probe(1024, 16, true, 11);
  const ScaleProbe plain = scale_probe(1024, 16, false, 11);
  CHECK(std::fabs(narrow.entropy_bits - wide.entropy_bits) < 0.4);
  CHECK(plain.entropy_bits < 0.3);
  CHECK(plain.largest > 0.9);
  CHECK(plain.jacobian_norm < 0.3 * wide.jacobian_norm);
}

TEST_CASE("a scale probe is its seed's, shows its first row, and takes means over its rows") {
  const ScaleProbe a = scale_probe(8, 5, true, 3, 20);
  CHECK(a.scores == scale_probe(8, 5, true, 3, 1).scores);
  CHECK(a.scores != scale_probe(8, 5, true, 4, 20).scores);
  CHECK(a.scores.size() == 5);
  CHECK(a.first.weights == probe_softmax(a.scores).weights);
  const ScaleProbe one = scale_probe(8, 5, true, 3, 1), two = scale_probe(8, 5, true, 3, 2);
  CHECK(one.entropy_bits == one.first.entropy_bits);
  CHECK(two.entropy_bits != one.entropy_bits);
  double mean = 0, squares = 0;
  for (const float s : one.scores) mean += double{s} / 5;
  for (const float s : one.scores) squares += (double{s} - mean) * (double{s} - mean) / 5;
  CHECK(std::fabs(one.variance - squares) < 1e-6);
  const ScaleProbe plain = scale_probe(8, 5, false, 3, 20);
  for (std::size_t n = 0; n < 5; ++n)
    CHECK(std::fabs(double{plain.scores[n]} / std::sqrt(8.0) - double{a.scores[n]}) < 1e-6);
}

TEST_CASE("a scale probe of nothing, or of too much, is an error") {
  ATTN_CHECK_ERROR([] { scale_probe(0, 4, true, 1); }, ErrorCode::kBadArgument, "width 0", "1 or more");
  ATTN_CHECK_ERROR([] { scale_probe(4, 0, true, 1); }, ErrorCode::kBadArgument, "0 keys");
  ATTN_CHECK_ERROR([] { scale_probe(4, 4, true, 1, 0); }, ErrorCode::kBadArgument, "0 rows");
  ATTN_CHECK_ERROR([] { scale_probe(4096, 4096, true, 1, 64); }, ErrorCode::kBadArgument, "16777216 numbers");
  // A Jacobian of keys by keys comes out too.
  ATTN_CHECK_ERROR([] { scale_probe(1, 4097, true, 1, 1); }, ErrorCode::kBadArgument, "4097 keys", "at most 4096 keys");
}
