// The general selective scan, channel by channel, against the recurrence in double.
#include "mechanisms/selective_scan.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "reference/beyond_softmax.hpp"
#include "reference/random.hpp"
#include "support/errors.hpp"
#include "support/worst.hpp"

using namespace attn;

namespace {

struct Problem {
  std::size_t t, channels, n;
  std::vector<float> x, delta, a, b, c, d;

  Problem(std::size_t tokens, std::size_t width, std::size_t states, std::uint64_t seed)
      : t(tokens), channels(width), n(states) {
    reference::Random random(seed);
    x = random.normals(t * channels), delta = random.normals(t * channels), a = random.normals(channels * n);
    b = random.normals(t * n), c = random.normals(t * n), d = random.normals(channels);
    for (float& v : delta) v = 0.02F + std::fabs(v);
    for (float& v : a) v = -0.05F - std::fabs(v);
  }
  [[nodiscard]] SelectiveScan scan() const {
    return {{x.data(), t, channels, channels},
            {delta.data(), t, channels, channels},
            {a.data(), channels, n, n},
            {b.data(), t, n, n},
            {c.data(), t, n, n},
            d.empty() ? nullptr : d.data()};
  }
  [[nodiscard]] std::vector<float> run() const {
    std::vector<float> y(t * channels, 777);
    selective_scan(scan(), {y.data(), t, channels, channels});
    return y;
  }
  [[nodiscard]] std::vector<float> matrix(std::size_t channel) const {
    std::vector<float> m(t * t, 777);
    selective_scan_matrix(scan(), channel, {m.data(), t, t, t});
    return m;
  }
};

// Sums of up to 17 states that add up over 20 tokens.
constexpr double kTolerance = 1e-5;

}  // namespace

TEST_CASE("the selective scan is Mamba's recurrence, with and without its skip") {
  for (const std::size_t t : {0U, 1U, 2U, 7U, 20U})
    for (const std::size_t channels : {1U, 3U, 8U})
      for (const std::size_t n : {1U, 3U, 4U, 8U, 9U, 16U, 17U})
        for (const bool skip : {true, false}) {
          INFO("t " << t << ", channels " << channels << ", n " << n);
          Problem p(t, channels, n, 301);
          if (!skip) p.d.clear();
          const std::vector<double> want = reference::mamba_scan(t, channels, n, p.x, p.delta, p.a, p.b, p.c, p.d);
          const std::vector<float> y = p.run();
          double worst = 0;
          for (std::size_t at = 0; at < y.size(); ++at)
            worst = testing::worse(worst, std::fabs(double{y[at]} - want[at]) / std::fmax(1, std::fabs(want[at])));
          CHECK(worst < kTolerance);
        }
}

TEST_CASE("a channel's implied matrix times its input, and the skip, is its output") {
  for (const std::size_t t : {1U, 6U, 19U}) {
    const Problem p(t, 3, 5, 302);
    const std::vector<float> y = p.run();
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const std::vector<float> m = p.matrix(channel);
      for (std::size_t i = 0; i < t; ++i) {
        double sum = double{p.d[channel]} * double{p.x[i * 3 + channel]};
        for (std::size_t j = 0; j < t; ++j) {
          sum += double{m[i * t + j]} * double{p.x[j * 3 + channel]};
          if (j > i) CHECK(m[i * t + j] == 0);
        }
        CHECK(std::fabs(sum - double{y[i * 3 + channel]}) < kTolerance * std::fmax(1, std::fabs(sum)));
      }
    }
  }
}

TEST_CASE("a step of 0 leaves the state as it is: the token is not there") {
  Problem with(6, 2, 4, 303);
  for (std::size_t channel = 0; channel < 2; ++channel) with.delta[3 * 2 + channel] = 0;
  with.d.clear();
  const std::vector<float> y = with.run();
  Problem without = with;
  const auto cut = [](std::vector<float>& from, std::size_t width) {
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(3 * width),
               from.begin() + static_cast<std::ptrdiff_t>(4 * width));
  };
  without.t = 5;
  cut(without.x, 2), cut(without.delta, 2), cut(without.b, 4), cut(without.c, 4);
  const std::vector<float> shorter = without.run();
  for (std::size_t n = 0; n < 4; ++n) CHECK(y[4 * 2 + n] == shorter[3 * 2 + n]);
  for (std::size_t i = 0; i < 6; ++i) CHECK(with.matrix(0)[i * 6 + 3] == 0);
}

TEST_CASE("a NaN in one channel of the scan stays there, and reaches no earlier token") {
  Problem p(6, 3, 4, 304);
  const std::vector<float> y = p.run();
  p.x[2 * 3 + 1] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> poisoned = p.run();
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel)
      if (channel == 1 && i >= 2)
        CHECK(std::isnan(poisoned[i * 3 + channel]));
      else
        CHECK(poisoned[i * 3 + channel] == y[i * 3 + channel]);
}

TEST_CASE("sizes of a scan that do not fit are an error that names the table") {
  const Problem p(5, 3, 4, 305);
  std::vector<float> y(25);
  SelectiveScan scan = p.scan();
  scan.b.cols = 3;
  ATTN_CHECK_ERROR([&] { selective_scan(scan, {y.data(), 5, 3, 3}); }, ErrorCode::kBadArgument, "b is [5, 3]",
                   "[5, 4]");
  ATTN_CHECK_ERROR([&] { selective_scan(p.scan(), {y.data(), 4, 3, 3}); }, ErrorCode::kBadArgument, "y is [4, 3]");
  ATTN_CHECK_ERROR([&] { selective_scan_matrix(p.scan(), 3, {y.data(), 5, 5, 5}); }, ErrorCode::kBadArgument,
                   "channel 3", "there are 3");
  ATTN_CHECK_ERROR([&] { selective_scan_matrix(p.scan(), 0, {y.data(), 5, 4, 4}); }, ErrorCode::kBadArgument,
                   "the matrix is [5, 4]");
}
