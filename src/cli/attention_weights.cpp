#include "cli/attention_weights.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "formats/nested.hpp"

namespace attn::cli {
namespace {

/// Rounding in half precision passes 1 by less.
constexpr double kMostWeight = 1.01;
// The product of three such numbers still fits into 64 bits.
constexpr std::uint64_t kMostSize = 1U << 20U;

/// The bytes of a base64 text (RFC 4648, section 4), padded and without line breaks.
std::vector<std::uint8_t> base64_bytes(const std::string& given, const std::string& where) {
  const auto bad = [&](const char* why) { fail(ErrorCode::kBadFile, "{} is no base64: {}", {where, why}); };
  std::array<std::int8_t, 256> values;
  values.fill(-1);
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t n = 0; n < letters.size(); ++n)
    values[static_cast<std::uint8_t>(letters[n])] = static_cast<std::int8_t>(n);
  if (given.size() % 4 != 0) bad("its length is no multiple of 4; is it cut short?");
  std::size_t padding = 0;
  while (padding < 2 && padding < given.size() && given[given.size() - 1 - padding] == '=') ++padding;
  std::vector<std::uint8_t> bytes;
  std::uint32_t bits = 0;
  for (std::size_t n = 0; n < given.size(); ++n) {
    const std::int8_t value = n < given.size() - padding ? values[static_cast<std::uint8_t>(given[n])] : std::int8_t{0};
    if (value < 0) bad("it holds another character than A-Z a-z 0-9 + / and a final = or ==");
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (n % 4 != 3) continue;
    for (const std::uint32_t shift : {16U, 8U, 0U}) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  for (; padding > 0; --padding) bytes.pop_back();
  return bytes;
}

bool is_weight(double weight) {
  // As the 32-bit number that it becomes, because that is what other readers look at.
  return std::abs(weight) < 2 && static_cast<float>(weight) >= 0 && double{static_cast<float>(weight)} <= kMostWeight;
}

[[noreturn]] void no_weight(const std::string& place, const TextPart& what, bool too_big) {
  fail(ErrorCode::kBadFile, "{} is {}; weights are numbers from 0 to 1{}",
       {place, what, too_big ? "; are these scores before the softmax?" : ""});
}

/// Everything that is no array must be a weight; that arrays fit together is looked at elsewhere.
void check_nested(const JsonValue& value, const std::string& where, std::vector<std::size_t>& at) {
  if (value.is_array()) {
    at.push_back(0);
    for (const JsonValue& inner : value.array(where)) {
      check_nested(inner, where, at);
      ++at.back();
    }
    at.pop_back();
    return;
  }
  if (value.is_number() && is_weight(value.number(where))) return;
  std::string place = where;
  for (const std::size_t n : at) place += text("[{}]", {n});
  no_weight(place, value.describe(), value.is_number() && value.number(where) > 1);
}

/// {"shape": [heads, queries, keys], "base64": little-endian float32}.
Nested packed(const JsonValue& value, const std::string& where) {
  Nested out;
  const auto& shape = value.at("shape", where).array(where + ".shape");
  if (shape.size() != 3) fail(ErrorCode::kBadFile, "{}.shape has {} numbers; expected 3", {where, shape.size()});
  std::uint64_t count = 1;
  for (const JsonValue& size : shape) {
    out.shape.push_back(size.unsigned_integer(where + ".shape", kMostSize));
    count *= out.shape.back();
  }
  if (count > DocumentLimits::kWeights) {
    fail(ErrorCode::kBadFile, "{} has shape {}, more than {} weights; store fewer heads",
         {where, sizes_text(out.shape), DocumentLimits::kWeights});
  }
  const auto bytes = base64_bytes(value.at("base64", where).string(where + ".base64"), where + ".base64");
  if (bytes.size() != count * 4) {
    fail(ErrorCode::kBadFile, "{}.base64 holds {} bytes; shape {} needs {}",
         {where, bytes.size(), sizes_text(out.shape), count * 4});
  }
  for (std::size_t n = 0; n < bytes.size(); n += 4) {
    std::uint32_t bits = 0;
    for (std::size_t b = 4; b-- > 0;) bits = bits << 8U | bytes[n + b];
    out.numbers.push_back(std::bit_cast<float>(bits));
  }
  return out;
}

}  // namespace

void check_count(const std::string& where, std::size_t count, const char* things, std::size_t most) {
  if (count > most) fail(ErrorCode::kBadFile, "{} has {} {}; at most {} can be read", {where, count, things, most});
}

LayerWeights read_layer_weights(const JsonValue& value, std::size_t t, const std::string& where) {
  Nested given;
  if (value.is_object()) {
    given = packed(value, where);
  } else {
    std::vector<std::size_t> at;
    if (value.is_array()) check_nested(value, where, at);
    given = read_nested(value, where, 3, false);
  }
  const std::size_t count = given.shape.front();
  if (count == 0) fail(ErrorCode::kBadFile, "{} holds no head; there is nothing to compare", {where});
  check_count(where, count, "heads", DocumentLimits::kHeads);
  if (given.shape != std::vector{count, t, t}) {
    fail(ErrorCode::kBadFile, "{} has shape {}; expected [heads, queries, keys] = {}, as there are {} tokens",
         {where, sizes_text(given.shape), sizes_text(std::vector{count, t, t}), t});
  }
  for (std::size_t n = 0; n < given.numbers.size(); ++n) {
    const double weight{given.numbers[n]};
    if (!is_weight(weight)) no_weight(text("{}[{}][{}][{}]", {where, n / t / t, n / t % t, n % t}), weight, weight > 1);
  }
  return {count, std::move(given.numbers)};
}

}  // namespace attn::cli
