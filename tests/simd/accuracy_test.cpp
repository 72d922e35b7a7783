// The table of what each kernel achieves against double precision. A row's error is the largest over
// all lengths and offsets of the sweep, relative to what its `of` column names; the bound is about twice what
// float arithmetic of that shape can be expected to give, and a new way of computing must stay within it.
#include <catch2/catch_test_macros.hpp>
#include <cfloat>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>

#include "reference/kernels.hpp"
#include "simd/kernels.hpp"
#include "sweep.hpp"

namespace simd = attn::simd;
using reference::Doubles;
using reference::Random;
using sweep::Guarded;

namespace {

constexpr std::uint64_t kSeed = 20260102;

struct Row {
  std::string kernel, of;
  double achieved, bound;
};

void report(const Row& row) {
  std::printf("  %-34s %-22s %8.1e  (bound %.1e)\n", row.kernel.c_str(), row.of.c_str(), row.achieved, row.bound);
  INFO(row.kernel << ", seed " << kSeed);
  CHECK(row.achieved <= row.bound);
}

/// |got - want| / size; infinite where got is not finite but want is.
double relative(float got, double want, double size) {
  const double error = std::fabs(static_cast<double>(got) - want);
  return std::isfinite(error) ? error / std::max(size, static_cast<double>(FLT_MIN)) : INFINITY;
}

/// y[i] = f(x[i]) over [low, high]; also, the longest length many times for a dense sample.
double worst_in_place(float low, float high, const std::function<void(std::span<float>)>& kernel,
                      const std::function<double(double)>& want) {
  Random random(kSeed);
  double worst = 0;
  const auto once = [&](std::size_t n, std::size_t offset) {
    Guarded x(n, offset);
    sweep::fill(x.span(), random, low, high);
    const std::vector<float> before(x.span().begin(), x.span().end());
    kernel(x.span());
    REQUIRE(x.intact());
    for (std::size_t i = 0; i < n; ++i) {
      const double w = want(static_cast<double>(before[i]));
      worst = std::max(worst, relative(x.span()[i], w, std::fabs(w)));
    }
  };
  sweep::lengths_and_offsets(once);
  for (int round = 0; round < 100; ++round) once(1000, 0);
  return worst;
}

/// kernel(x, y) changes y, or returns what f says it does; of inputs in [-2, 2].
double worst_of_pair(const std::function<double(std::span<const float>, std::span<float>)>& run) {
  Random random(kSeed);
  double worst = 0;
  sweep::lengths_and_offsets([&](std::size_t n, std::size_t offset) {
    Guarded x(n, offset), y(n, 3 - offset);
    sweep::fill(x.span(), random, -2, 2);
    sweep::fill(y.span(), random, -2, 2);
    worst = std::max(worst, run(x.span(), y.span()));
    REQUIRE(x.intact());
    REQUIRE(y.intact());
  });
  return worst;
}

double worst_of(std::span<const float> got, const Doubles& want, double size) {
  double worst = 0;
  for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, relative(got[i], want[i], size));
  return worst;
}

double largest(const Doubles& x) {
  double top = 0;
  for (const double v : x) top = std::max(top, std::fabs(v));
  return top;
}

/// A kernel that changes y from x, entry by entry, each within one rounding (or two, without fma).
double elementwise(const std::function<void(std::span<const float>, std::span<float>)>& kernel,
                   const std::function<double(double, double)>& want) {
  return worst_of_pair([&](std::span<const float> x, std::span<float> y) {
    const Doubles u = reference::widen(x), v = reference::widen(y);
    kernel(x, y);
    double worst = 0;
    // Relative to the operands: a sum that cancels keeps only their absolute precision.
    for (std::size_t i = 0; i < u.size(); ++i)
      worst = std::max(worst, relative(y[i], want(u[i], v[i]), std::fabs(u[i]) + std::fabs(v[i])));
    return worst;
  });
}

}  // namespace

TEST_CASE("every kernel stays within the error that its row of the table states", "[simd]") {
  std::printf("\nlargest error against double precision, %s, %zu lanes\n", simd::arch_name(), simd::lanes());

  SECTION("element-wise functions") {
    report({"exp [-87, 88]", "the result", worst_in_place(-87, 88, simd::exp, [](double x) { return std::exp(x); }),
            2e-7});
    report({"gelu_erf [-6, 6]", "the result", worst_in_place(-6, 6, simd::gelu_erf, reference::gelu_erf), 2e-6});
    report({"gelu_erf [-12, -6] (tail)", "the result", worst_in_place(-12, -6, simd::gelu_erf, reference::gelu_erf),
            1e-5});
    report({"gelu_tanh [-4, 6]", "the result", worst_in_place(-4, 6, simd::gelu_tanh, reference::gelu_tanh), 3e-6});
    report({"silu [-80, 80]", "the result", worst_in_place(-80, 80, simd::silu, reference::silu), 4e-7});
    const auto capped = [](std::span<float> x) { simd::softcap(30, x); };
    const auto want = [](double x) { return reference::softcap(30, x); };
    report({"softcap(30) [-200, 200]", "the result", worst_in_place(-200, 200, capped, want), 4e-7});
    report({"softcap(30) [-0.01, 0.01]", "the result", worst_in_place(-0.01f, 0.01f, capped, want), 4e-7});
    report({"scale", "the result",
            worst_in_place(
                -9, 9, [](std::span<float> x) { simd::scale(0.3f, x); },
                [](double x) { return static_cast<double>(0.3f) * x; }),
            6e-8});
  }

  SECTION("two operands, entry by entry") {
    report({"axpy", "|x| + |y|",
            elementwise([](auto x, auto y) { simd::axpy(0.7f, x, y); },
                        [](double x, double y) { return static_cast<double>(0.7f) * x + y; }),
            1.2e-7});
    report({"add", "|x| + |y|", elementwise(simd::add, [](double x, double y) { return x + y; }), 6e-8});
    report({"multiply", "|x| + |y|", elementwise(simd::multiply, [](double x, double y) { return x * y; }), 6e-8});
  }

  SECTION("reductions") {
    report({"dot", "sum |x y|", worst_of_pair([](auto x, auto y) {
              double want = 0, size = 0;
              for (std::size_t i = 0; i < x.size(); ++i) {
                const double term = static_cast<double>(x[i]) * static_cast<double>(y[i]);
                want += term;
                size += std::fabs(term);
              }
              return relative(simd::dot(x, y), want, size);
            }),
            5e-7});
    report({"sum", "sum |x|", worst_of_pair([](auto x, auto) {
              double want = 0, size = 0;
              for (const float v : x) want += static_cast<double>(v), size += std::fabs(static_cast<double>(v));
              return relative(simd::sum(x), want, size);
            }),
            5e-7});
    report({"max", "exact", worst_of_pair([](auto x, auto) {
              float want = -INFINITY;
              for (const float v : x) want = v > want ? v : want;
              return simd::max(x) == want ? 0.0 : 1.0;
            }),
            0});
    report({"exp_shift_sum", "the sum", worst_of_pair([](auto, auto y) {
              double want = 0;
              for (const float v : y) want += std::exp(static_cast<double>(v) - 0.5);
              return relative(simd::exp_shift_sum(0.5f, y), want, want);
            }),
            5e-7});
  }

  SECTION("rows") {
    report({"softmax", "the result", worst_of_pair([](auto, auto y) {
              const Doubles want = reference::softmax(reference::widen(y));
              simd::softmax(y);
              double worst = 0;
              for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, relative(y[i], want[i], want[i]));
              return worst;
            }),
            6e-7});
    report({"rms_norm", "largest of the row", worst_of_pair([](auto x, auto y) {
              if (x.empty()) return 0.0;
              const std::vector<float> gain(y.begin(), y.end());
              const Doubles want = reference::rms_norm(reference::widen(x), reference::widen(gain), 1e-5);
              simd::rms_norm(x, gain, 1e-5f, y);
              return worst_of(y, want, largest(want));
            }),
            5e-7});
    report({"layer_norm", "largest of the row", worst_of_pair([](auto x, auto y) {
              if (x.empty()) return 0.0;
              const std::vector<float> gain(y.begin(), y.end()), bias(x.begin(), x.end());
              const Doubles want =
                  reference::layer_norm(reference::widen(x), reference::widen(gain), reference::widen(bias), 1e-5);
              simd::layer_norm(x, gain, bias, 1e-5f, y);
              return worst_of(y, want, largest(want));
            }),
            1e-6});
    report({"rotary_half", "largest of the row", worst_of_pair([](auto x, auto y) {
              const std::size_t half = x.size() / 2;
              std::vector<float> cos, sin;
              for (std::size_t p = 0; p < half; ++p) cos.push_back(std::cos(x[p])), sin.push_back(std::sin(x[p]));
              const Doubles want = reference::rotary_half(reference::widen(y.first(2 * half)), reference::widen(cos),
                                                          reference::widen(sin));
              simd::rotary_half(y.first(2 * half), cos, sin);
              return worst_of(y.first(2 * half), want, largest(want));
            }),
            2e-7});
  }
}

TEST_CASE("normalisations return the divisor they used", "[simd]") {
  const std::vector<float> x{3, -4, 0, 5}, gain(4, 1), bias(4, 0);
  std::vector<float> y(4);
  CHECK(simd::rms_norm(x, gain, 0.5f, y) == std::sqrt(13.0f));            // (9 + 16 + 25) / 4 + 0.5
  CHECK(simd::layer_norm(x, gain, bias, 0.5f, y) == std::sqrt(12.0f));  // mean 1: (4 + 25 + 1 + 16) / 4 + 0.5
}
