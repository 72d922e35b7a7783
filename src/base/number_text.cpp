#include "base/number_text.hpp"

#include <cmath>
#include <cstdint>

namespace attn {
namespace {

std::string without_trailing_zeros(std::string text) {
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// `figures` with the point after the first, times 10^exponent.
std::string scientific(const std::string& figures, int exponent) {
  const int size = std::abs(exponent);
  return without_trailing_zeros(figures.substr(0, 1) + "." + figures.substr(1)) + (exponent < 0 ? "e-" : "e+") +
         (size < 10 ? "0" : "") + std::to_string(size);
}

std::string fixed(const std::string& figures, int exponent) {
  if (exponent < 0)
    return without_trailing_zeros("0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + figures);
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  return without_trailing_zeros(figures.substr(0, whole) + "." + figures.substr(whole));
}

}  // namespace

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  double size = std::abs(value);
  if (std::isinf(size)) return sign + "inf";
  if (size == 0) return sign + "0";
  double least = 1;  // 10^(digits - 1): the smallest whole number of that many digits
  for (int n = 1; n < digits; ++n) least *= 10;
  int exponent = digits - 1;
  for (; size >= 10 * least; ++exponent) size /= 10;
  for (; size < least; --exponent) size *= 10;
  auto rounded = static_cast<std::uint64_t>(std::llround(size));
  if (static_cast<double>(rounded) >= 10 * least) {
    rounded /= 10;
    ++exponent;
  }
  const std::string figures = std::to_string(rounded);
  return sign + (exponent < -4 || exponent >= digits ? scientific(figures, exponent) : fixed(figures, exponent));
}

}  // namespace attn
