#include "base/nearest_double.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace attn {
namespace {

/// Halfway between two doubles takes at most 767 digits to write; of more, only whether they are all zero matters.
constexpr std::size_t kDigits = 800;
constexpr int kPrecision = 53, kLeastExponent = -1022;

/// A whole number of any size, least significant word first, without leading zero words.
class Big {
 public:
  explicit Big(std::uint32_t value) : words_{value} {}

  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    if (carry != 0) words_.push_back(static_cast<std::uint32_t>(carry));
  }
  void times_power_of_ten(std::int64_t power) {
    for (; power > 0; --power) multiply_add(10, 0);
  }
  void shift_left(std::int64_t bits) {
    words_.insert(words_.begin(), static_cast<std::size_t>(bits / 32), 0);
    if (bits % 32 != 0) multiply_add(std::uint32_t{1} << static_cast<unsigned>(bits % 32), 0);
  }
  /// Subtracts `other` if that leaves no less than zero.
  bool take(const Big& other) {
    if (std::lexicographical_compare(words_.rbegin(), words_.rend(), other.words_.rbegin(), other.words_.rend()) &&
        words_.size() == other.words_.size()) {
      return false;
    }
    if (words_.size() < other.words_.size()) return false;
    std::int64_t borrow = 0;
    for (std::size_t n = 0; n < words_.size(); ++n) {
      borrow += std::int64_t{words_[n]} - (n < other.words_.size() ? other.words_[n] : 0);
      words_[n] = static_cast<std::uint32_t>(borrow);
      borrow >>= 32;
    }
    while (words_.size() > 1 && words_.back() == 0) words_.pop_back();
    return true;
  }
  [[nodiscard]] bool zero() const { return words_.size() == 1 && words_[0] == 0; }
  [[nodiscard]] std::int64_t bits() const {
    return static_cast<std::int64_t>(words_.size()) * 32 - std::countl_zero(words_.back());
  }

 private:
  std::vector<std::uint32_t> words_;
};

struct Decimal {
  std::string digits;  ///< without leading zeros
  std::int64_t exponent = 0;  ///< of the last digit
};

Decimal split(std::string_view number) {
  Decimal decimal;
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  bool fraction = false;
  for (const char c : number.substr(0, e)) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    if (fraction) --decimal.exponent;
    if (c != '0' || !decimal.digits.empty()) decimal.digits += c;
  }
  if (e < number.size()) {
    const std::string_view text = number.substr(number[e + 1] == '+' ? e + 2 : e + 1);
    std::int64_t exponent = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc()) {
      exponent = text[0] == '-' ? -std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int32_t>::max();
    }
    // No text is long enough to make up for more than this.
    decimal.exponent += std::clamp<std::int64_t>(exponent, -std::int64_t{1} << 40, std::int64_t{1} << 40);
  }
  if (decimal.digits.size() > kDigits) {
    const bool rest = decimal.digits.find_first_not_of('0', kDigits) != std::string::npos;
    decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - kDigits);
    decimal.digits.resize(kDigits);
    if (rest) {
      decimal.digits += '1';
      --decimal.exponent;
    }
  }
  return decimal;
}

/// digits x 10^exponent as a long division in binary: bit for bit, then one bit to round by and what is left over.
double divide(const Decimal& decimal) {
  Big rest(0), divisor(1);
  for (const char c : decimal.digits) rest.multiply_add(10, static_cast<std::uint32_t>(c - '0'));
  rest.times_power_of_ten(decimal.exponent);
  divisor.times_power_of_ten(-decimal.exponent);
  std::int64_t exponent = rest.bits() - divisor.bits();
  (exponent > 0 ? divisor : rest).shift_left(std::abs(exponent));
  std::uint64_t mantissa = 0;
  if (!rest.take(divisor)) {
    --exponent;
    rest.shift_left(1);
    rest.take(divisor);
  }
  const auto kept = std::min<std::int64_t>(kPrecision, kPrecision + exponent - kLeastExponent);
  if (kept < 0) return 0;
  // `rest` is what remains after the leading 1, which is the first of `kept` bits, or the one to round by.
  bool round = kept == 0;
  if (kept > 0) mantissa = 1;
  for (std::int64_t n = 1; n <= kept; ++n) {
    rest.shift_left(1);
    const bool bit = rest.take(divisor);
    if (n < kept)
      mantissa = mantissa * 2 + (bit ? 1 : 0);
    else
      round = bit;
  }
  if (round && (!rest.zero() || mantissa % 2 == 1)) ++mantissa;
  const std::int64_t scale = exponent - kept + 1;
  return std::ldexp(static_cast<double>(mantissa), static_cast<int>(scale));
}

double magnitude(const Decimal& decimal) {
  if (decimal.digits.empty()) return 0;
  const std::int64_t size = static_cast<std::int64_t>(decimal.digits.size()) + decimal.exponent;  // < 10^size
  if (size > 310) return std::numeric_limits<double>::infinity();
  if (size < -330) return 0;
  return divide(decimal);
}

}  // namespace

double nearest_double(std::string_view number) {
  const double value = magnitude(split(number));
  return number.starts_with('-') ? -value : value;
}

}  // namespace attn
