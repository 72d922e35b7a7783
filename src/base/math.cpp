#include "base/math.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace attn::math {
namespace {

constexpr double kLn2 = 0.6931471805599453, kLog2E = 1.4426950408889634;
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 1.9082149292705877e-10;  // their sum is ln2 to 85 bits

/// 1/n, so that the series below take no divisions.
constexpr auto kInverse = [] {
  std::array<double, 24> inverse{};
  for (std::size_t n = 1; n < inverse.size(); ++n) inverse[n] = 1.0 / static_cast<double>(n);
  return inverse;
}();

/// e^r 2^n for |r| <= ln2 / 2: 1 + r (1 + r/2 (1 + r/3 (...))), to r^13 / 13! < 2^-57.
double scaled_exp(double r, double n) {
  double sum = 1;
  for (std::size_t k = 13; k > 0; --k) sum = 1 + r * kInverse[k] * sum;
  if (n > 1023) return n > 1024 ? std::numeric_limits<double>::infinity() : sum * 2 * 0x1p1023;
  if (n < -1022) return 0;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(1023 + static_cast<int>(n)) << 52U);
}

/// x = power of 2 times a rest, whose logarithm this is.
struct Logarithm {
  double power, log_rest;
};

/// The rest lies between sqrt(1/2) and sqrt(2). With s = (rest - 1) / (rest + 1) its logarithm is
/// 2 s (1 + s^2/3 + s^4/5 + ...), to s^23 / 23 < 2^-60.
Logarithm logarithm(double x) {
  if (std::isnan(x) || x < 0) return {0, std::numeric_limits<double>::quiet_NaN()};
  if (x == 0) return {0, -std::numeric_limits<double>::infinity()};
  if (std::isinf(x)) return {0, x};
  if (x < 0x1p-1022) {  // subnormal: its bits hold no exponent
    const auto [power, log_rest] = logarithm(x * 0x1p54);
    return {power - 54, log_rest};
  }
  constexpr std::uint64_t kRootHalf = 0x3FE6A09E667F3BCD;  // the bits of sqrt(1/2)
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto power = static_cast<std::int64_t>(bits - kRootHalf) >> 52;
  const auto rest = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(power) << 52U));
  const double s = (rest - 1) / (rest + 1);
  double sum = 0;
  for (std::size_t k = 23; k > 1; k -= 2) sum = (sum + kInverse[k]) * s * s;
  return {static_cast<double>(power), 2 * s * sum + 2 * s};
}

struct Product {
  double high, low;
};

/// a b exactly as high + low, from halves whose products are exact (Dekker 1971).
Product exact_product(double a, double b) {
  const auto upper_half = [](double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & ~((std::uint64_t{1} << 27U) - 1));
  };
  const double a_high = upper_half(a), b_high = upper_half(b);
  const double a_low = a - a_high, b_low = b - b_high, high = a * b;
  return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

}  // namespace

double exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 710) return std::numeric_limits<double>::infinity();
  if (x < -746) return 0;
  const double n = std::nearbyint(x * kLog2E);
  return scaled_exp((x - n * kLn2High) - n * kLn2Low, n);  // ln2 in two parts, the first times n exact
}

double exp2(double x) {
  if (std::isnan(x)) return x;
  if (x > 1025) return std::numeric_limits<double>::infinity();
  if (x < -1080) return 0;
  const double n = std::nearbyint(x);
  return scaled_exp((x - n) * kLn2, n);
}

double log(double x) {
  const auto [power, log_rest] = logarithm(x);
  return power * kLn2High + (power * kLn2Low + log_rest);
}

double log2(double x) {
  const auto [power, log_rest] = logarithm(x);
  return power + log_rest * kLog2E;
}

double pow(double base, double x) { return exp2(x * log2(base)); }

SinCos sin_cos(double x) {
  // pi/2 = kQuarter + kRest. What is left of x after taking off whole quarters is exact but for the product with
  // kRest; once is enough for any x whose number of quarters fits a double.
  constexpr double kQuarter = 1.5707963267948966, kRest = 6.123233995736766e-17, kHalfQuarter = 0.786;
  double r = x, quarters = 0;
  while (std::abs(r) > kHalfQuarter) {
    const double n = std::nearbyint(r * (1 / kQuarter));
    const auto [high, low] = exact_product(n, kQuarter);
    r = ((r - high) - low) - n * kRest;
    quarters += n - 4 * std::floor(n / 4);
  }
  if (std::isnan(r)) return {r, r};  // of an infinity; the quarters are no number either
  // sin r = r (1 - r^2/(2 3) (1 - r^2/(4 5) (...))), cos r = 1 - r^2/(1 2) (1 - r^2/(3 4) (...)), to r^17 and r^16.
  const double square = r * r;
  double sine = 1, cosine = 1;
  for (std::size_t k = 16; k > 0; k -= 2) {
    sine = 1 - square * kInverse[k] * kInverse[k + 1] * sine;
    cosine = 1 - square * kInverse[k - 1] * kInverse[k] * cosine;
  }
  sine *= r;
  switch (static_cast<int>(quarters) % 4) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace attn::math
