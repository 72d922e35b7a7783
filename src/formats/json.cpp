#include "formats/json.hpp"

#include <algorithm>
#include <cmath>

#include "base/number_text.hpp"
#include "base/text.hpp"

namespace attn {
namespace {

[[noreturn]] void wrong(std::string_view where, const JsonValue& value, const TextPart& expected) {
  fail(ErrorCode::kBadFile, "{} is {}; expected {}", {where, value.describe(), expected});
}

}  // namespace

JsonValue::JsonValue() = default;
JsonValue::JsonValue(bool value) : value_(value) {}
JsonValue::JsonValue(std::int64_t value) : value_(value) {}
JsonValue::JsonValue(std::uint64_t value) : value_(value) {}
JsonValue::JsonValue(double value) : value_(value) {}
JsonValue::JsonValue(std::string value) : value_(std::move(value)) {}
JsonValue::JsonValue(Array value) : value_(std::move(value)) {}
JsonValue::JsonValue(Object value) : value_(std::move(value)) {}
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;
JsonValue::~JsonValue() = default;

std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string shown = "\"";
  std::size_t n = 0;
  for (; n < text.size(); ++n) {
    const auto c = static_cast<unsigned char>(text[n]);
    if (n >= kLongest && (c & 0xC0U) != 0x80U) break;  // never in the middle of a character
    if (c == '"' || c == '\\') shown += '\\';
    if (c >= 0x20 && c != 0x7F) {
      shown += static_cast<char>(c);
    } else {
      constexpr char kHex[] = "0123456789abcdef";
      shown += {'\\', 'u', '0', '0', kHex[c >> 4U], kHex[c & 15U]};
    }
  }
  return shown + (n < text.size() ? "...\"" : "\"");
}

bool JsonValue::boolean(std::string_view where) const {
  if (const bool* value = std::get_if<bool>(&value_)) return *value;
  wrong(where, *this, "true or false");
}

double JsonValue::number(std::string_view where) const {
  if (const double* value = std::get_if<double>(&value_)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::string>(&value_)) {
    if (*value == "inf") return std::numeric_limits<double>::infinity();
    if (*value == "-inf") return -std::numeric_limits<double>::infinity();
    if (*value == "nan") return std::numeric_limits<double>::quiet_NaN();
  }
  wrong(where, *this, "a number");
}

std::int64_t JsonValue::integer(std::string_view where, std::int64_t least, std::int64_t most) const {
  const auto* value = std::get_if<std::int64_t>(&value_);
  std::int64_t whole = value != nullptr ? *value : 0;
  bool known = value != nullptr;
  // Beyond 2^53 a double no longer says which whole number was meant.
  if (const double* real = std::get_if<double>(&value_); real && std::abs(*real) <= 9007199254740992.0) {
    whole = static_cast<std::int64_t>(*real);
    known = static_cast<double>(whole) == *real;
  }
  if (known && whole >= least && whole <= most) return whole;
  wrong(where, *this, text("a whole number from {} to {}", {least, most}));
}

std::uint64_t JsonValue::unsigned_integer(std::string_view where, std::uint64_t most) const {
  if (const auto* value = std::get_if<std::uint64_t>(&value_); value && *value <= most) return *value;
  const auto* value = std::get_if<std::int64_t>(&value_);
  if (value && *value >= 0 && static_cast<std::uint64_t>(*value) <= most) return static_cast<std::uint64_t>(*value);
  wrong(where, *this, text("a whole number from 0 to {}", {most}));
}

const std::string& JsonValue::string(std::string_view where) const {
  if (const auto* value = std::get_if<std::string>(&value_)) return *value;
  wrong(where, *this, "a string");
}

const JsonValue::Array& JsonValue::array(std::string_view where) const {
  if (const auto* value = std::get_if<Array>(&value_)) return *value;
  wrong(where, *this, "an array");
}

const JsonValue::Object& JsonValue::object(std::string_view where) const {
  if (const auto* value = std::get_if<Object>(&value_)) return *value;
  wrong(where, *this, "an object");
}

const JsonValue* JsonValue::find(std::string_view key) const {
  if (const auto* members = std::get_if<Object>(&value_)) {
    for (const JsonMember& member : *members) {
      if (member.key == key) return &member.value;
    }
  }
  return nullptr;
}

const JsonValue& JsonValue::at(std::string_view key, std::string_view where) const {
  static_cast<void>(object(where));
  if (const JsonValue* value = find(key)) return *value;
  fail(ErrorCode::kBadFile, "{} has no {}", {where, quoted(key)});
}

void JsonValue::only_keys(std::initializer_list<std::string_view> known, std::string_view where) const {
  for (const JsonMember& member : object(where)) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    std::string have;
    for (const std::string_view name : known) add_to_list(have, name);
    fail(ErrorCode::kBadFile, "{}: unknown field {} (have {})", {where, quoted(member.key), have});
  }
}

std::string JsonValue::describe() const {
  if (is_null()) return "null";
  if (const bool* value = std::get_if<bool>(&value_)) return *value ? "true" : "false";
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return std::to_string(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return std::to_string(*value);
  if (const double* value = std::get_if<double>(&value_)) return number_text(*value);
  if (const auto* value = std::get_if<std::string>(&value_)) return quoted(*value);
  if (const auto* value = std::get_if<Array>(&value_)) return text("an array of {}", {value->size()});
  return "an object";
}

}  // namespace attn
