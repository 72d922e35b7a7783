// Learning a span: the loss against a double-precision oracle, its slope against finite differences of the oracle.
#include "mechanisms/adaptive_span.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "mechanisms/mechanism.hpp"
#include "reference/random.hpp"
#include "support/errors.hpp"

using namespace attn;

namespace {

/// A causal pattern of random weights, or one that looks `distance` tokens back and no further.
struct Head {
  std::size_t t_q, t_k, d_v;
  std::ptrdiff_t offset;
  std::vector<float> pattern, v;

  Head(std::size_t queries, std::size_t keys, std::size_t width, std::uint64_t seed, double distance = 1e9)
      : t_q(queries),
        t_k(keys),
        d_v(width),
        offset(static_cast<std::ptrdiff_t>(keys) - static_cast<std::ptrdiff_t>(queries)) {
    reference::Random random(seed);
    pattern.assign(t_q * t_k, 0);
    v = random.normals(t_k * d_v);
    for (std::size_t i = 0; i < t_q; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < t_k; ++j) {
        const double back = static_cast<double>(i) + static_cast<double>(offset) - static_cast<double>(j);
        if (back >= 0 && back <= distance)
          sum += double{pattern[i * t_k + j] = static_cast<float>(std::exp(random.normal()))};
      }
      for (std::size_t j = 0; j < t_k && sum > 0; ++j) pattern[i * t_k + j] /= static_cast<float>(sum);
    }
  }
  [[nodiscard]] SpanProblem problem(double ramp, double price) const {
    return {.pattern = {pattern.data(), t_q, t_k, t_k},
            .v = {v.data(), t_k, d_v, d_v},
            .offset = offset,
            .ramp = ramp,
            .price = price};
  }
  [[nodiscard]] std::vector<double> output(std::size_t i, double ramp, double z) const {
    std::vector<double> o(d_v);
    double sum = 0;
    for (std::size_t j = 0; j < t_k; ++j) {
      const double x = static_cast<double>(i) + static_cast<double>(offset) - static_cast<double>(j);
      const double m = std::fmin(std::fmax((ramp + z - x) / ramp, 0), 1);
      sum += m * double{pattern[i * t_k + j]};
      for (std::size_t n = 0; n < d_v; ++n) o[n] += m * double{pattern[i * t_k + j]} * double{v[j * d_v + n]};
    }
    for (double& x : o) x = sum > 0 ? x / sum : 0;
    return o;
  }
  [[nodiscard]] double loss(double ramp, double price, double z) const {
    double off = 0, norm = 0;
    for (std::size_t i = 0; i < t_q; ++i) {
      const std::vector<double> part = output(i, ramp, z), full = output(i, ramp, 1e12);
      for (std::size_t n = 0; n < d_v; ++n) off += (part[n] - full[n]) * (part[n] - full[n]), norm += full[n] * full[n];
    }
    return off / norm + price * z / static_cast<double>(t_k);
  }
};

}  // namespace

TEST_CASE("the loss of a span is the change of the output, and the span's price") {
  for (const std::size_t t : {1U, 2U, 9U, 17U, 33U})
    for (const double ramp : {0.5, 1.0, 4.0, 40.0})
      for (const double z : {0.0, 0.3, 2.7, 8.0, 50.0}) {
        const Head head(t, t + 2, 5, 401);
        const SpanPoint got = span_point(head.problem(ramp, 0.2), z);
        INFO("t " << t << ", ramp " << ramp << ", z " << z);
        const double want = head.loss(ramp, 0.2, z);
        CHECK(std::fabs(got.loss - want) < 1e-5 * std::fmax(1, want));
        CHECK(std::fabs(got.loss - got.difference - 0.2 * z / static_cast<double>(t + 2)) < 1e-12);
      }
}

TEST_CASE("the slope of the loss is its finite difference") {
  // Between the kinks, which lie where z is a whole number, or ramp less than one; the oracle's loss is smooth there.
  for (const std::size_t t : {3U, 9U, 24U})
    for (const double ramp : {0.7, 1.0, 3.0, 8.0})
      for (const double z : {0.15, 1.45, 3.55, 6.5}) {
        const Head head(t, t + 1, 6, 402);
        const double h = 1e-4;
        const double want = (head.loss(ramp, 0.3, z + h) - head.loss(ramp, 0.3, z - h)) / (2 * h);
        INFO("t " << t << ", ramp " << ramp << ", z " << z << ", slope " << want);
        CHECK(std::fabs(span_point(head.problem(ramp, 0.3), z).slope - want) < 2e-6 + 2e-5 * std::fabs(want));
      }
}

TEST_CASE("what a span loses is what softmax attention with the bias adaptive_span gives otherwise") {
  const std::size_t t = 11, d = 6;
  const std::vector<float> q = reference::Random(411).normals(t * d), k = reference::Random(412).normals(t * d),
                           v = reference::Random(413).normals(t * d);
  const auto run = [&](const MechanismSpec& spec, std::vector<float>& y, std::vector<float>& pattern) {
    y.resize(t * d), pattern.resize(t * t);
    run_mechanism(
        spec,
        {.shape = {1, 1, 1, t, t, d, d}, .q = {q.data(), 0, 0, d}, .k = {k.data(), 0, 0, d}, .v = {v.data(), 0, 0, d}},
        {}, {.y = {y.data(), 0, 0, d}, .scores = {pattern.data(), 0, 0, t}});
  };
  for (const char* mask : {"causal", "full"}) {
    MechanismSpec spec;
    spec.mask.one = mask;
    std::vector<float> whole, cut, pattern, faded;
    run(spec, whole, pattern);
    spec.biases = {ItemSpec("adaptive_span", {{"span", 2.5}, {"ramp", 3}})};
    run(spec, cut, faded);
    double off = 0, norm = 0;
    for (std::size_t n = 0; n < whole.size(); ++n) {
      off += (double{cut[n]} - double{whole[n]}) * (double{cut[n]} - double{whole[n]});
      norm += double{whole[n]} * double{whole[n]};
    }
    const SpanProblem problem{.pattern = {pattern.data(), t, t, t}, .v = {v.data(), t, d, d}, .ramp = 3, .price = 0};
    INFO(mask);
    CHECK(off > 0.01 * norm);
    CHECK(std::fabs(span_point(problem, 2.5).difference - off / norm) < 1e-5 * off / norm);
  }
}

TEST_CASE("a span that reaches every key changes nothing, to the last bit") {
  const Head head(12, 12, 7, 403);
  const SpanPoint full = span_point(head.problem(4, 0.5), 12);
  CHECK(full.difference == 0);
  CHECK(full.loss == 0.5);
  CHECK(full.slope == 0.5 / 12);
}

TEST_CASE("a head that looks three tokens back learns to look about so far") {
  const Head head(40, 40, 8, 404, 3);
  const std::vector<SpanPoint> curve = learn_span(head.problem(2, 0.05), {});
  REQUIRE(curve.size() == 101);
  CHECK(curve.front().z == 40);
  CHECK(curve.back().z > 1);
  CHECK(curve.back().z < 4);
  CHECK(curve.back().loss < curve.front().loss);
  CHECK(curve.back().difference < 0.05);
  for (const SpanPoint& point : curve) {
    const SpanPoint again = span_point(head.problem(2, 0.05), point.z);
    CHECK(again.loss == point.loss);
  }
}

TEST_CASE("the learned span is where a search over all spans finds the least loss") {
  const Head head(30, 30, 8, 405, 5);
  const std::vector<SpanPoint> curve = learn_span(head.problem(3, 0.1), {.steps = 300});
  double best = 0;
  for (double z = 0; z <= 30; z += 0.05)
    if (head.loss(3, 0.1, z) < head.loss(3, 0.1, best)) best = z;
  INFO("learned " << curve.back().z << ", searched " << best);
  CHECK(std::fabs(curve.back().z - best) < 0.3);
}

TEST_CASE("a dearer span is a shorter one, and a free one stays whole") {
  const Head head(30, 30, 8, 406);
  const auto learned = [&](double price) { return learn_span(head.problem(4, price), {.steps = 300}).back().z; };
  CHECK(learned(0) == 30);
  CHECK(learned(0.05) > learned(1));
  CHECK(learned(1000) == 0);
}

TEST_CASE("a query that sees nothing asks for no span") {
  Head head(5, 5, 3, 407);
  std::fill_n(head.pattern.begin(), 5, 0.0F);
  const SpanPoint got = span_point(head.problem(2, 0.1), 1.5);
  CHECK(std::fabs(got.loss - head.loss(2, 0.1, 1.5)) < 1e-6);
  std::fill(head.pattern.begin(), head.pattern.end(), 0.0F);
  CHECK(span_point(head.problem(2, 0.1), 1.5).difference == 0);
}

TEST_CASE("a span that cannot be learned is an error that says why") {
  Head head(4, 5, 3, 408);
  ATTN_CHECK_ERROR([&] { span_point(head.problem(0, 0.1), 1); }, ErrorCode::kBadArgument, "ramp of 0", "more than 0");
  ATTN_CHECK_ERROR([&] { span_point(head.problem(2, -1), 1); }, ErrorCode::kBadArgument, "price of -1");
  ATTN_CHECK_ERROR([&] { span_point(head.problem(2, 0.1), -1); }, ErrorCode::kBadArgument, "span of -1");
  ATTN_CHECK_ERROR([&] { learn_span(head.problem(2, 0.1), {.rate = 0}); }, ErrorCode::kBadArgument, "rate of 0");
  SpanProblem wrong = head.problem(2, 0.1);
  wrong.v.rows = 4;
  ATTN_CHECK_ERROR([&] { span_point(wrong, 1); }, ErrorCode::kBadArgument, "5 keys", "4 values");
  head.v[7] = std::numeric_limits<float>::quiet_NaN();
  ATTN_CHECK_ERROR([&] { span_point(head.problem(2, 0.1), 1); }, ErrorCode::kNotFinite, "row 2 of the values");
}
