#include "formats/decimal.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace attn {
namespace {

constexpr int kMantissaBits = 53;
constexpr int kLeastExponent = -1074;  // of the smallest subnormal, 2^-1074

/// A whole number of any size; little-endian limbs, the last one not 0.
class Whole {
 public:
  explicit Whole(std::uint32_t value) : limbs_(value == 0 ? 0 : 1, value) {}

  [[nodiscard]] bool is_zero() const { return limbs_.empty(); }
  [[nodiscard]] int bits() const {
    return limbs_.empty() ? 0 : static_cast<int>(32 * limbs_.size()) - std::countl_zero(limbs_.back());
  }

  /// this = this * factor + term
  void multiply_add(std::uint32_t factor, std::uint32_t term) {
    std::uint64_t carry = term;
    for (std::uint32_t& limb : limbs_) {
      carry += std::uint64_t{limb} * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    if (carry != 0) limbs_.push_back(static_cast<std::uint32_t>(carry));
  }
  void multiply_by_power_of_ten(int exponent) {
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }
  void shift_left(int count) {
    for (; count % 32 != 0; --count) multiply_add(2, 0);
    if (!is_zero()) limbs_.insert(limbs_.begin(), static_cast<std::size_t>(count / 32), 0);
  }
  void halve() {
    std::uint32_t carry = 0;
    for (auto limb = limbs_.rbegin(); limb != limbs_.rend(); ++limb) {
      const std::uint32_t low = *limb << 31U;
      *limb = *limb >> 1U | carry;
      carry = low;
    }
    trim();
  }

  /// Takes other away if it is not larger; true if it was taken.
  bool take(const Whole& other) {
    if (*this < other) return false;
    std::uint64_t borrow = 0;
    for (std::size_t n = 0; n < limbs_.size(); ++n) {
      const std::uint64_t less = borrow + (n < other.limbs_.size() ? other.limbs_[n] : 0);
      borrow = limbs_[n] < less ? 1 : 0;
      limbs_[n] = static_cast<std::uint32_t>(limbs_[n] - less);
    }
    trim();
    return true;
  }

 private:
  bool operator<(const Whole& other) const {
    if (limbs_.size() != other.limbs_.size()) return limbs_.size() < other.limbs_.size();
    return std::lexicographical_compare(limbs_.rbegin(), limbs_.rend(), other.limbs_.rbegin(), other.limbs_.rend());
  }
  void trim() {
    while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  }

  std::vector<std::uint32_t> limbs_;
};

/// digits * 10^exponent, without sign; digits neither begins nor ends with a zero.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Decimal read(std::string_view number) {
  Decimal decimal;
  bool fraction = false;
  std::size_t n = 0;
  for (; n < number.size() && number[n] != 'e' && number[n] != 'E'; ++n) {
    if (number[n] == '.') {
      fraction = true;
    } else {
      if (number[n] != '0' || !decimal.digits.empty()) decimal.digits += number[n];
      if (fraction) --decimal.exponent;
    }
  }
  while (decimal.digits.ends_with('0')) {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  if (n == number.size()) return decimal;
  const bool negative = number[n + 1] == '-';
  int written = 0;  // stops growing long after it has decided
  for (const char c : number.substr(n + 1)) {
    if (c >= '0' && c <= '9' && written < 100'000'000) written = 10 * written + (c - '0');
  }
  decimal.exponent += negative ? -written : written;
  return decimal;
}

/// The digits (below 2^53) and the power of ten (5^22 < 2^53) are exact doubles, so only this operation rounds.
double by_one_operation(const Decimal& decimal) {
  double value = 0, power = 1;
  for (const char digit : decimal.digits) value = 10 * value + (digit - '0');
  for (int n = std::abs(decimal.exponent); n > 0; --n) power *= 10;
  return decimal.exponent < 0 ? value / power : value * power;
}

/// By whole numbers: the quotient's first 54 or 55 bits (fewer below the normal range), and whether a rest remains.
double by_division(const Decimal& decimal) {
  Whole above(0), below(1);
  for (const char digit : decimal.digits) above.multiply_add(10, static_cast<std::uint32_t>(digit - '0'));
  (decimal.exponent < 0 ? below : above).multiply_by_power_of_ten(std::abs(decimal.exponent));

  constexpr int kQuotientBits = kMantissaBits + 2;
  const int shift = std::min(kMantissaBits + 1 - (above.bits() - below.bits()), 1 - kLeastExponent);
  (shift < 0 ? below : above).shift_left(std::abs(shift));
  std::uint64_t quotient = 0;
  below.shift_left(kQuotientBits);
  for (int n = 0; n <= kQuotientBits; ++n) {
    quotient = 2 * quotient + (above.take(below) ? 1 : 0);
    below.halve();
  }

  const int extra = std::max(static_cast<int>(std::bit_width(quotient)) - kMantissaBits, shift + kLeastExponent);
  const std::uint64_t half = std::uint64_t{1} << (extra - 1);
  const std::uint64_t rest = quotient & (2 * half - 1);
  std::uint64_t mantissa = quotient >> extra;
  if (rest > half || (rest == half && (!above.is_zero() || mantissa % 2 == 1))) ++mantissa;
  return std::ldexp(static_cast<double>(mantissa), extra - shift);
}

double magnitude(Decimal decimal) {
  // No middle between two doubles has more figures than this; what follows, which is not all zeros, only says "a
  // little more".
  constexpr std::size_t kMostFigures = 770;
  const auto figures = static_cast<int>(decimal.digits.size());
  if (figures == 0 || figures + decimal.exponent < -323) return 0;
  if (figures + decimal.exponent > 309) return std::numeric_limits<double>::infinity();
  if (figures <= 15 && std::abs(decimal.exponent) <= 22) return by_one_operation(decimal);
  if (decimal.digits.size() > kMostFigures) {
    decimal.exponent += figures - static_cast<int>(kMostFigures) - 1;
    decimal.digits.resize(kMostFigures);
    decimal.digits += '1';
  }
  return by_division(decimal);
}

}  // namespace

double nearest_double(std::string_view number) {
  const bool negative = number.front() == '-';
  const double size = magnitude(read(number.substr(negative ? 1 : 0)));
  return negative ? -size : size;
}

}  // namespace attn
